package org.attentionzoo.examples.reading;

import com.sun.jdi.Bootstrap;
import com.sun.jdi.Method;
import com.sun.jdi.ReferenceType;
import com.sun.jdi.VirtualMachine;
import com.sun.jdi.connect.Connector;
import com.sun.jdi.connect.IllegalConnectorArgumentsException;
import com.sun.jdi.connect.LaunchingConnector;
import com.sun.jdi.connect.VMStartException;
import com.sun.jdi.event.BreakpointEvent;
import com.sun.jdi.event.ClassPrepareEvent;
import com.sun.jdi.event.Event;
import com.sun.jdi.event.EventSet;
import com.sun.jdi.event.MethodEntryEvent;
import com.sun.jdi.event.MethodExitEvent;
import com.sun.jdi.event.VMDisconnectEvent;
import com.sun.jdi.request.ClassPrepareRequest;
import com.sun.jdi.request.EventRequest;
import com.sun.jdi.request.EventRequestManager;
import com.sun.jdi.request.MethodEntryRequest;
import com.sun.jdi.request.MethodExitRequest;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The types of the project (those with a file of their own) whose code a program runs while one of
 * its methods does: what a reader would open to follow it. Seen through Java's debugger interface.
 */
final class TypesPassed {
  private static final String PROJECT = "org.attentionzoo.";
  private static final String OURSELVES = TypesPassed.class.getPackageName() + ".";

  private final VirtualMachine vm;
  private final Set<String> windows;
  private final Map<String, Set<String>> passed = new TreeMap<>();

  /** Enabled in windows only: with them, a JVM interprets everything. */
  private final MethodEntryRequest entries;

  private String open;

  private TypesPassed(VirtualMachine vm, Set<String> windows) {
    this.vm = vm;
    this.windows = windows;
    EventRequestManager requests = vm.eventRequestManager();
    entries = requests.createMethodEntryRequest();
    entries.addClassFilter(PROJECT + "*");
    entries.setSuspendPolicy(EventRequest.SUSPEND_NONE);
    for (String window : windows) {
      ClassPrepareRequest loaded = requests.createClassPrepareRequest();
      loaded.addClassFilter(window.substring(0, window.lastIndexOf('.')));
      loaded.enable();
    }
  }

  /**
   * Runs a program to its end.
   *
   * @param windows methods, as "package.Type.method", which do not call each other
   * @return for each of them the names of the types
   */
  static Map<String, Set<String>> of(Class<?> program, Set<String> windows)
      throws IOException, InterruptedException {
    LaunchingConnector connector = Bootstrap.virtualMachineManager().defaultConnector();
    Map<String, Connector.Argument> arguments = connector.defaultArguments();
    arguments.get("main").setValue(program.getName());
    arguments
        .get("options")
        .setValue("-XX:+UseSerialGC -cp \"" + System.getProperty("java.class.path") + '"');
    VirtualMachine vm;
    try {
      vm = connector.launch(arguments);
    } catch (IllegalConnectorArgumentsException | VMStartException e) {
      throw new IOException(e);
    }
    pass(vm.process().getErrorStream(), System.err);
    pass(vm.process().getInputStream(), System.err);
    TypesPassed watch = new TypesPassed(vm, windows);
    watch.follow();
    int code = vm.process().waitFor();
    if (code != 0) {
      throw new IOException(program + " ended with " + code);
    }
    return watch.passed;
  }

  private static void pass(InputStream from, OutputStream to) {
    Thread thread =
        new Thread(
            () -> {
              try {
                from.transferTo(to);
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });
    thread.setDaemon(true);
    thread.start();
  }

  private void follow() throws InterruptedException {
    while (true) {
      EventSet events = vm.eventQueue().remove();
      for (Event event : events) {
        if (event instanceof VMDisconnectEvent) {
          return;
        } else if (event instanceof ClassPrepareEvent loaded) {
          stopAtWindows(loaded.referenceType());
        } else if (event instanceof BreakpointEvent window) {
          open(window.location().method());
        } else if (event instanceof MethodEntryEvent entry) {
          note(entry.method());
        } else if (event instanceof MethodExitEvent exit && name(exit.method()).equals(open)) {
          entries.disable();
          exit.request().disable();
          open = null;
        }
      }
      events.resume();
    }
  }

  /** The thread waits at the end, so that what came before has been seen by then. */
  private void open(Method window) {
    open = name(window);
    note(window);
    entries.enable();
    MethodExitRequest exit = vm.eventRequestManager().createMethodExitRequest();
    exit.addClassFilter(window.declaringType());
    exit.setSuspendPolicy(EventRequest.SUSPEND_EVENT_THREAD);
    exit.enable();
  }

  private void stopAtWindows(ReferenceType type) {
    for (Method method : type.methods()) {
      if (windows.contains(name(method))) {
        vm.eventRequestManager().createBreakpointRequest(method.location()).enable();
      }
    }
  }

  private static String name(Method method) {
    return method.declaringType().name() + '.' + method.name();
  }

  private void note(Method method) {
    String type = method.declaringType().name().replaceFirst("\\$.*", "");
    if (open != null && !type.startsWith(OURSELVES)) {
      passed.computeIfAbsent(open, window -> new TreeSet<>()).add(type);
    }
  }
}
