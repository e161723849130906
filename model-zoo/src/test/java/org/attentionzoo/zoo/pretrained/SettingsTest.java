package org.attentionzoo.zoo.pretrained;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.URI;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SettingsTest {

  private final Map<String, String> properties = new HashMap<>(Map.of("user.home", "/home/me"));
  private final Map<String, String> environment = new HashMap<>();

  private Settings settings() {
    return Settings.of(properties::get, environment::get);
  }

  @Test
  void withoutAnyTheCacheIsInTheUsersHome() {
    assertThat(settings())
        .isEqualTo(new Settings(Path.of("/home/me/.attentionzoo"), Optional.empty(), false));
  }

  @Test
  void propertiesGoBeforeTheEnvironmentAndBlankIsNone() {
    environment.put("ATTENTIONZOO_HOME", "/srv/cache");
    environment.put("ATTENTIONZOO_REGISTRY", "https://example.org/registry.json");
    environment.put("ATTENTIONZOO_OFFLINE", "TRUE");
    URI registry = URI.create("https://example.org/registry.json");
    assertThat(settings())
        .isEqualTo(new Settings(Path.of("/srv/cache"), Optional.of(registry), true));
    properties.put("attentionzoo.home", "/other");
    properties.put("attentionzoo.offline", "0");
    properties.put("attentionzoo.registry", " ");
    assertThat(settings()).isEqualTo(new Settings(Path.of("/other"), Optional.empty(), false));
  }

  @Test
  void whatMeansNothingIsNamed() {
    environment.put("ATTENTIONZOO_OFFLINE", "maybe");
    assertRefused("ATTENTIONZOO_OFFLINE must be true or false, but is \"maybe\"");
    properties.put("attentionzoo.offline", "1");
    for (String address :
        new String[] {"/srv/registry.json", "registry.json", "ftp://a/b", "http:", "file://a/b"}) {
      environment.put("ATTENTIONZOO_REGISTRY", address);
      assertRefused("ATTENTIONZOO_REGISTRY must be the address of a registry");
    }
    properties.put("attentionzoo.registry", "file:///a.json");
    properties.put("attentionzoo.home", "a\0b");
    assertRefused("attentionzoo.home must be a folder, but is \"a");
  }

  private void assertRefused(String message) {
    assertThatIllegalArgumentException()
        .isThrownBy(this::settings)
        .withMessageStartingWith(message);
  }
}
