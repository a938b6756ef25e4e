package org.tongmai.cli.load;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.tongmai.kernel.Problem;

/**
 * Takes the files that a hospital's system drops into folders named after data sets, sends each, and moves it to {@code done}
 * or {@code failed} beside a report. What was sent under which number is written down before anything else, so an agent that
 * is killed at any moment goes on where it stood; and what it should send twice is stored once.
 */
public final class Agent implements AutoCloseable {

    /** The folder of the agent's own files. */
    static final String OWN = ".tongmai-agent";

    private static final String DONE = "done";

    private static final String FAILED = "failed";

    private final Path folder;
    private final Node node;
    private final Duration settled;
    private final Clock clock;
    private final PrintWriter out;
    private final FileChannel lock;
    private final FileChannel journal;
    private final Map<String, Long> sent = new HashMap<>();

    /** What the agent needs of a node. */
    public interface Node {
        /** @return number of the load, durable at the node */
        long send(Path file, String dataset) throws IOException, InterruptedException;

        TableSender.Loaded await(long load) throws InterruptedException;

        byte[] rows(long load) throws InterruptedException;
    }

    /**
     * @param settled a file that changed later than so long ago is still being written
     * @throws IOException where another agent works in the folder
     */
    public Agent(Path folder, Node node, Duration settled, Clock clock, PrintWriter out) throws IOException {
        this.folder = folder;
        this.node = node;
        this.settled = settled;
        this.clock = clock;
        this.out = out;
        Path own = Files.createDirectories(folder.resolve(OWN));
        this.lock = FileChannel.open(own.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        if (lock.tryLock() == null) {
            lock.close();
            throw new IOException("another agent works in " + folder);
        }
        Path state = own.resolve("sent");
        if (Files.exists(state)) {
            Files.readAllLines(state).forEach(this::recall);
        }
        this.journal =
                FileChannel.open(state, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND);
    }

    private void recall(String line) {
        String[] parts = line.split("\t");
        // a line that was cut off by a kill is sent once more
        if (parts.length == 3 && parts[2].equals(".")) {
            sent.put(parts[1], Long.parseLong(parts[0]));
        }
    }

    /**
     * Sends what lies there now, the oldest name first.
     *
     * @return how many files were sent to their end
     */
    public int round() throws IOException, InterruptedException {
        int ended = 0;
        for (Path dataset : folders(folder)) {
            for (Path file : files(dataset)) {
                end(file, String.valueOf(dataset.getFileName()));
                ended++;
            }
        }
        return ended;
    }

    private void end(Path file, String dataset) throws IOException, InterruptedException {
        String key = key(file);
        try {
            Long known = sent.get(key);
            long load = known == null ? node.send(file, dataset) : known;
            if (known == null) {
                remember(load, key);
            }
            TableSender.Loaded loaded = node.await(load);
            boolean done = loaded.state().equals("DONE");
            String report = "load " + load + ": " + loaded.state() + ", rows " + loaded.rows() + ", stored "
                    + loaded.stored() + ", refused " + loaded.refused() + ", waiting " + loaded.waiting();
            if (done && !loaded.complete()) {
                write(target(file, DONE, ".rows.csv"), node.rows(load));
            }
            if (!done) {
                report += "\n" + loaded.code() + "\n" + loaded.what() + "\n" + loaded.mend();
            }
            move(file, done ? DONE : FAILED, report);
        } catch (Problem refused) {
            if (refused.code().equals("cli.node-unreachable") || refused.code().equals("cli.not-allowed")) {
                throw refused;
            }
            move(file, FAILED, refused.code() + "\n" + refused.what() + "\n" + refused.mend());
        }
    }

    /** The report first: a file that has been moved is never looked at again. */
    private void move(Path file, String where, String report) throws IOException {
        write(target(file, where, ".txt"), (report + "\n").getBytes(StandardCharsets.UTF_8));
        Files.move(file, target(file, where, ""), StandardCopyOption.ATOMIC_MOVE);
        out.println(folder.relativize(file) + " → " + where + ": "
                + report.lines().findFirst().orElse(""));
        out.flush();
    }

    private static Path target(Path file, String where, String suffix) throws IOException {
        Path folder = Files.createDirectories(file.resolveSibling(where));
        return folder.resolve(file.getFileName() + suffix);
    }

    private static void write(Path file, byte[] content) throws IOException {
        Path part = file.resolveSibling(file.getFileName() + ".part");
        Files.write(part, content);
        Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private void remember(long load, String key) throws IOException {
        sent.put(key, load);
        journal.write(ByteBuffer.wrap((load + "\t" + key + "\t.\n").getBytes(StandardCharsets.UTF_8)));
        journal.force(true);
    }

    /** A file by its name, length and time: another of the same name is another file. */
    private String key(Path file) throws IOException {
        return folder.relativize(file).toString().replace('\t', ' ') + "|" + Files.size(file) + "|"
                + Files.getLastModifiedTime(file).toMillis();
    }

    private List<Path> files(Path dataset) throws IOException {
        long before = clock.instant().minus(settled).toEpochMilli();
        try (Stream<Path> all = Files.list(dataset)) {
            return all.filter(Files::isRegularFile)
                    .filter(file -> !String.valueOf(file.getFileName()).startsWith("."))
                    .filter(file -> !file.toString().endsWith(".part")
                            && !file.toString().endsWith(".tmp"))
                    .filter(file -> file.toFile().lastModified() <= before)
                    .sorted()
                    .toList();
        }
    }

    private static List<Path> folders(Path folder) throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.filter(Files::isDirectory)
                    .filter(each -> !String.valueOf(each.getFileName()).startsWith("."))
                    .sorted()
                    .toList();
        }
    }

    @Override
    public void close() throws IOException {
        try (lock;
                journal) {
            out.flush();
        }
    }
}
