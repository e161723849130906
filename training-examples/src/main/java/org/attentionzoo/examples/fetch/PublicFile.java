package org.attentionzoo.examples.fetch;

import java.net.URI;

/**
 * A file that everybody may fetch.
 *
 * @param uri where it is
 * @param name its name here, unpacked
 * @param packing how it is packed there
 * @param maxBytes that it may have, packed or unpacked; well above what it had when this was
 *     written
 * @param sha256 of the unpacked file, in hexadecimal; null where it is not known beforehand
 */
record PublicFile(URI uri, String name, Packing packing, long maxBytes, String sha256) {

  /** The name there. */
  String remoteName() {
    String path = uri.getPath();
    return path.substring(path.lastIndexOf('/') + 1);
  }

  /** The same file from elsewhere. */
  PublicFile from(URI folder) {
    return new PublicFile(folder.resolve(remoteName()), name, packing, maxBytes, sha256);
  }

  /** The same file, which may be of another size. */
  PublicFile withMaxBytes(long bytes) {
    return new PublicFile(uri, name, packing, bytes, sha256);
  }

  /** The same file, when its digest is known. */
  PublicFile withSha256(String digest) {
    return new PublicFile(uri, name, packing, maxBytes, digest);
  }
}
