package org.attentionzoo.examples.spark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.spark.deploy.master.Master;
import org.apache.spark.deploy.worker.Worker;
import org.attentionzoo.examples.AttentionZoo;
import org.nd4j.shade.jackson.databind.JsonNode;
import org.nd4j.shade.jackson.databind.ObjectMapper;

/**
 * A standalone Spark cluster on loopback, of processes with the class path of the tests: a master,
 * and workers of one core, each of which starts an executor for a job.
 */
final class StandaloneCluster implements AutoCloseable {

  private static final String HOST = "127.0.0.1";

  /** On a busy machine a JVM takes minutes to start; what waits in vain has failed before. */
  private static final int PATIENCE_SECONDS = 1200;

  private final Path folder;
  private final int port = freePort();
  private final int pages = freePort();
  private final Process master;
  private final List<Process> workers = new ArrayList<>();
  private int started;

  /**
   * Starts a master.
   *
   * @param folder for logs and what executors keep
   */
  StandaloneCluster(Path folder) throws IOException {
    this.folder = folder;
    Files.createDirectories(folder.resolve("jars")); // where Spark looks for itself
    master = start("master", Master.class, "--port", "" + port, "--webui-port", "" + pages);
  }

  /** Where jobs are sent to. */
  String address() {
    return "spark://" + HOST + ":" + port;
  }

  /** Starts workers until there are so many, and waits for them. */
  void awaitWorkers(int count) throws Exception {
    startWorkers(count);
    await("workers", () -> alive().size() == count);
  }

  /** Starts workers until there are so many. */
  void startWorkers(int count) throws IOException {
    workers.removeIf(worker -> !worker.isAlive());
    while (workers.size() < count) {
      workers.add(
          start(
              "worker-" + started++,
              Worker.class,
              "--cores",
              "1",
              "--memory",
              "1g",
              "--webui-port",
              "0",
              "--work-dir",
              folder.resolve("work").toString(),
              address()));
    }
  }

  /** Kills a worker with its executor, as a machine that loses power. */
  void killWorker() throws InterruptedException {
    Process worker = workers.remove(0);
    List<ProcessHandle> executors = worker.descendants().toList();
    worker.destroyForcibly();
    executors.forEach(ProcessHandle::destroyForcibly);
    worker.waitFor();
  }

  private List<JsonNode> alive() throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://" + HOST + ":" + pages + "/json/")).build();
    String json = HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).body();
    List<JsonNode> alive = new ArrayList<>();
    new ObjectMapper()
        .readTree(json)
        .path("workers")
        .forEach(
            worker -> {
              if (worker.path("state").asText().equals("ALIVE")) {
                alive.add(worker);
              }
            });
    return alive;
  }

  /** Something that becomes true. */
  interface Condition {
    /** Whether it is. */
    boolean holds() throws Exception;
  }

  /** Waits for something that a process brings about. */
  static void await(String what, Process process, Condition condition) throws Exception {
    await(what, () -> isThere(condition) || !process.isAlive());
    if (!isThere(condition)) {
      throw new IllegalStateException("the process ended before there were " + what);
    }
  }

  private static boolean isThere(Condition condition) throws Exception {
    try {
      return condition.holds();
    } catch (IOException notYet) {
      return false;
    }
  }

  /** Waits for something. */
  static void await(String what, Condition condition) throws Exception {
    for (int i = 0; i < PATIENCE_SECONDS * 10; i++) {
      if (isThere(condition)) {
        return;
      }
      Thread.sleep(100);
    }
    throw new IllegalStateException("waited in vain for " + what);
  }

  /** A command of the program in a JVM of its own, whose executors have the tests' class path. */
  Process run(Path log, List<String> arguments) throws IOException {
    return run(AttentionZoo.class, log, arguments);
  }

  /** Likewise another program. */
  Process run(Class<?> program, Path log, List<String> arguments) throws IOException {
    List<String> command =
        java(
            program,
            "-Dspark.ui.enabled=false",
            "-Dspark.driver.host=" + HOST,
            "-Dspark.network.timeout=900s", // a machine that is slow is not lost
            "-Dspark.executor.heartbeatInterval=60s",
            "-Dspark.executor.memory=512m",
            "-Dspark.executor.extraClassPath=" + System.getProperty("java.class.path"),
            "-Dspark.executor.extraJavaOptions=-XX:TieredStopAtLevel=1 -XX:+UseSerialGC");
    command.addAll(arguments);
    return process(command, log).start();
  }

  private Process start(String name, Class<?> program, String... arguments) throws IOException {
    List<String> command = java(program, "-Xmx256m");
    command.addAll(List.of("--host", HOST));
    command.addAll(List.of(arguments));
    ProcessBuilder process = process(command, folder.resolve(name + ".log"));
    process.environment().put("DL4J_VOID_IP", "127.0.1." + (1 + started % 250)); // its executor's
    return process.start();
  }

  private ProcessBuilder process(List<String> command, Path log) {
    ProcessBuilder process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    process
        .environment()
        .putAll(
            Map.of(
                "SPARK_HOME",
                folder.toString(),
                "SPARK_SCALA_VERSION",
                "2.12",
                "SPARK_LOCAL_IP",
                HOST,
                "OMP_NUM_THREADS",
                "1"));
    return process;
  }

  private static List<String> java(Class<?> program, String... flags) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("@" + Path.of("spark.args").toAbsolutePath(), "-XX:-UsePerfData"));
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
    command.addAll(List.of(flags));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), program.getName()));
    return command;
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() throws InterruptedException {
    workers.forEach(worker -> worker.descendants().forEach(ProcessHandle::destroyForcibly));
    workers.forEach(Process::destroyForcibly);
    master.destroyForcibly();
    master.waitFor(10, TimeUnit.SECONDS);
    for (Process worker : workers) {
      worker.waitFor(10, TimeUnit.SECONDS);
    }
  }
}
