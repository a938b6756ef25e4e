import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Processor time and memory of a server: its process, its PostgreSQL, and all their children, from {@code /proc}.
 *
 * <p>Processor time of children that ended is kept by their parent, so none is lost. Nothing else on the machine is counted.
 */
final class Processes {

    /** {@code sysconf(_SC_CLK_TCK)}, 100 on every Linux that Java runs on. */
    private static final double TICK_MILLIS = 10;

    private final Set<Long> roots;

    Processes(Set<Long> roots) {
        this.roots = roots;
    }

    /** Milliseconds of processor time so far. */
    record Cpu(double server, double postgresql) {
        Cpu minus(Cpu before) {
            return new Cpu(server - before.server, postgresql - before.postgresql);
        }

        double total() {
            return server + postgresql;
        }
    }

    /** Megabytes: resident set of the server, proportional set of the server and of all of PostgreSQL. */
    record Memory(double serverRss, double serverPss, double postgresqlPss) {
        Memory max(Memory other) {
            return new Memory(
                    Math.max(serverRss, other.serverRss),
                    Math.max(serverPss, other.serverPss),
                    Math.max(postgresqlPss, other.postgresqlPss));
        }
    }

    private record Process(long id, long parent, boolean postgresql, double cpuMillis) {}

    boolean known() {
        return !roots.isEmpty();
    }

    Cpu cpu() {
        double server = 0;
        double postgresql = 0;
        for (Process process : tree()) {
            if (process.postgresql) {
                postgresql += process.cpuMillis;
            } else {
                server += process.cpuMillis;
            }
        }
        return new Cpu(server, postgresql);
    }

    Memory memory() {
        var sum = new double[3];
        for (Process process : tree()) {
            Map<String, Double> rollup = rollup(process.id);
            if (process.postgresql) {
                sum[2] += rollup.getOrDefault("Pss:", 0.0);
            } else {
                sum[0] += rollup.getOrDefault("Rss:", 0.0);
                sum[1] += rollup.getOrDefault("Pss:", 0.0);
            }
        }
        return new Memory(sum[0], sum[1], sum[2]);
    }

    private List<Process> tree() {
        var children = new HashMap<Long, List<Process>>();
        var byId = new HashMap<Long, Process>();
        try (Stream<Path> all = Files.list(Path.of("/proc"))) {
            all.filter(path -> path.getFileName().toString().matches("\\d+")).forEach(path -> {
                Process process = read(Long.parseLong(path.getFileName().toString()));
                if (process != null) {
                    byId.put(process.id, process);
                    children.computeIfAbsent(process.parent, id -> new ArrayList<>())
                            .add(process);
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        var found = new LinkedHashSet<Process>();
        roots.stream().filter(byId::containsKey).forEach(id -> collect(byId.get(id), children, found));
        return List.copyOf(found);
    }

    private static void collect(Process process, Map<Long, List<Process>> children, Set<Process> found) {
        if (found.add(process)) {
            children.getOrDefault(process.id, List.of()).forEach(child -> collect(child, children, found));
        }
    }

    private static Process read(long id) {
        try {
            String stat = Files.readString(Path.of("/proc/" + id + "/stat"));
            int close = stat.lastIndexOf(')');
            String name = stat.substring(stat.indexOf('(') + 1, close);
            String[] fields = stat.substring(close + 2).split(" ", -1);
            double ticks = 0;
            for (int i = 11; i <= 14; i++) { // utime, stime, and those of children that ended
                ticks += Long.parseLong(fields[i]);
            }
            return new Process(id, Long.parseLong(fields[1]), name.startsWith("postgres"), ticks * TICK_MILLIS);
        } catch (NoSuchFileException e) {
            return null;
        } catch (IOException e) {
            return null; // it ended while it was read
        }
    }

    private static Map<String, Double> rollup(long id) {
        var out = new HashMap<String, Double>();
        try {
            for (String line : Files.readAllLines(Path.of("/proc/" + id + "/smaps_rollup"))) {
                String[] parts = line.trim().split("\\s+");
                if (parts.length == 3 && parts[2].equals("kB")) {
                    out.put(parts[0], Long.parseLong(parts[1]) / 1024.0);
                }
            }
        } catch (IOException e) {
            return out; // ended, or not ours to look into
        }
        return out;
    }

    /** The process that listens on a TCP port of this machine; empty where it is not to be seen. */
    static List<Long> listening(int port) {
        var inodes = new LinkedHashSet<String>();
        for (String table : List.of("/proc/net/tcp", "/proc/net/tcp6")) {
            try {
                for (String line : Files.readAllLines(Path.of(table))) {
                    String[] parts = line.trim().split("\\s+");
                    if (parts.length > 9
                            && parts[3].equals("0A")
                            && parts[1].endsWith(":" + String.format("%04X", port))) {
                        inodes.add("socket:[" + parts[9] + "]");
                    }
                }
            } catch (IOException e) {
                continue; // no such protocol here
            }
        }
        try (Stream<ProcessHandle> all = ProcessHandle.allProcesses()) {
            return all.map(ProcessHandle::pid).filter(id -> holds(id, inodes)).toList();
        }
    }

    private static boolean holds(long id, Set<String> sockets) {
        try (Stream<Path> files = Files.list(Path.of("/proc/" + id + "/fd"))) {
            return files.anyMatch(file -> {
                try {
                    return sockets.contains(Files.readSymbolicLink(file).toString());
                } catch (IOException e) {
                    return false;
                }
            });
        } catch (IOException e) {
            return false;
        }
    }

    /** Bytes of all files below a directory. */
    static long size(Path directory) {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.mapToLong(file -> {
                        try {
                            return Files.isRegularFile(file) ? Files.size(file) : 0;
                        } catch (IOException e) {
                            return 0; // removed meanwhile
                        }
                    })
                    .sum();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
