package org.tongmai.cli.load;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.tongmai.cli.load.Submission.Entries;
import org.tongmai.cli.load.Submission.Lines;
import org.tongmai.cli.load.Submission.Messages;
import org.tongmai.cli.load.Submission.Slice;
import org.tongmai.cli.load.Submission.Whole;
import org.tongmai.kernel.Problem;

/**
 * Sends files to a node. What refers to something that is not there yet is sent again, round by round, until a round
 * stores nothing new; so the order of files does not matter. Sending the same files twice changes nothing.
 */
public final class Load implements AutoCloseable {

    /**
     * @param to address of the node, such as {@code http://127.0.0.1:8080}, with or without {@code /fhir}
     * @param mllp {@code host:port} for HL7 v2 messages; null sends them over HTTP
     * @param parallel files sent at once, 1 to 64
     */
    public record Settings(URI to, @Nullable String mllp, int parallel, Credentials credentials) {

        /** More senders than this only queue at the node. */
        public static final int PARALLEL_MAX = 64;

        public Settings {
            if (parallel < 1 || parallel > PARALLEL_MAX) {
                throw new IllegalArgumentException("parallel is 1 to " + PARALLEL_MAX);
            }
            String text = to.toString().replaceFirst("/+$", "").replaceFirst("/fhir$", "");
            to = URI.create(text);
        }
    }

    private final Settings settings;
    private final Http http;
    private final FhirSender fhir;
    private final Supplier<MessageSender> messages;
    private final Tally tally = new Tally();
    private final List<Submission> waiting = Collections.synchronizedList(new ArrayList<>());

    /** By name, what was said last of everything that waits. */
    private final Map<String, Answer.Waiting> said = new ConcurrentHashMap<>();

    public Load(Settings settings) {
        this(settings, time -> TimeUnit.NANOSECONDS.sleep(time.toNanos()));
    }

    Load(Settings settings, Http.Pause pause) {
        this.settings = settings;
        this.http = new Http(settings.to(), settings.credentials(), pause);
        this.fhir = new FhirSender(http);
        this.messages = messages(settings.mllp(), pause);
    }

    private Supplier<MessageSender> messages(@Nullable String mllp, Http.Pause pause) {
        if (mllp == null) {
            return () -> new MessageSender.OverHttp(http);
        }
        int colon = mllp.lastIndexOf(':');
        String host = mllp.substring(0, colon);
        int port = Integer.parseInt(mllp.substring(colon + 1));
        return () -> new MllpSender(host, port, pause);
    }

    /**
     * Sends everything.
     *
     * @param terminal gets a progress line; null for none
     * @throws Problem {@code cli.node-unreachable}, {@code cli.not-allowed}: the load stopped; sending the same files
     *     again goes on where it stopped
     */
    public Report run(List<Path> paths, @Nullable PrintWriter terminal) throws IOException, InterruptedException {
        long start = System.nanoTime();
        Sources sources = Sources.of(paths);
        http.requireNode();
        int files = sources.directories().size() + sources.records().size();
        try (Progress _ = terminal == null ? null : new Progress(terminal, files, tally::state)) {
            round(sources.directories());
            round(sources.records());
            while (!waiting.isEmpty()) {
                long before = tally.done();
                List<Submission> again = List.copyOf(waiting);
                waiting.clear();
                workers(queue -> again.forEach(queue));
                if (tally.done() == before) {
                    giveUp();
                }
            }
        }
        return tally.report(sources, (System.nanoTime() - start) / 1e9);
    }

    private void round(List<Path> files) throws InterruptedException {
        workers(queue -> {
            for (Path file : files) {
                try {
                    tally.sent(Files.size(file));
                    switch (Sources.Form.of(file)) {
                        case JSON -> queue.accept(new Whole(file));
                        case NDJSON -> Splitter.batches(file, queue::accept);
                        case HL7V2 -> queue.accept(messagesOf(file));
                        case UNKNOWN -> throw new IllegalStateException(file.toString());
                    }
                } catch (IOException unreadable) {
                    tally.refused(file.toString(), 1, "cli.file-unreadable", String.valueOf(unreadable.getMessage()));
                }
            }
        });
    }

    private Submission messagesOf(Path file) throws IOException {
        Messages found = Splitter.messages(file);
        if (found.slices().isEmpty()) {
            tally.refused(file.toString(), 1, "cli.not-hl7v2", "there is no MSH segment");
        }
        return found;
    }

    private void workers(Workers.Feeder<Submission> feeder) throws InterruptedException {
        Workers.run(settings.parallel(), feeder, this::send);
    }

    private void send(Submission submission) throws InterruptedException {
        try {
            switch (submission) {
                case Whole whole -> note(whole, fhir.send(whole.file()));
                case Entries entries -> note(entries, fhir.send(entries).answers());
                case Lines lines -> note(lines, fhir.send(lines).answers());
                case Messages list -> send(list);
            }
        } catch (IOException unreadable) {
            tally.refused(
                    submission.file().toString(), 1, "cli.file-unreadable", String.valueOf(unreadable.getMessage()));
        }
    }

    private void send(Messages list) throws IOException, InterruptedException {
        List<Slice> later = new ArrayList<>();
        try (MessageSender sender = messages.get();
                FileChannel file = FileChannel.open(list.file())) {
            for (Slice slice : list.slices()) {
                Answer answer = sender.send(Segments.joined(FhirSender.read(file, slice)));
                note(Submission.name(list.file(), slice), 1, answer);
                if (answer instanceof Answer.Waiting) {
                    later.add(slice);
                }
            }
        }
        if (!later.isEmpty()) {
            waiting.add(new Messages(list.file(), later));
        }
    }

    private void note(Whole whole, FhirSender.Sent sent) throws IOException {
        if (sent.answers().size() == 1 && !sent.batch()) {
            Answer answer = sent.answers().getFirst();
            note(whole.file().toString(), sent.resources(), answer);
            if (answer instanceof Answer.Waiting) {
                waiting.add(whole);
            }
            return;
        }
        List<Integer> later = new ArrayList<>();
        for (int i = 0; i < sent.answers().size(); i++) {
            note(whole.file() + ":" + (i + 1), 1, sent.answers().get(i));
            if (sent.answers().get(i) instanceof Answer.Waiting) {
                later.add(i);
            }
        }
        if (!later.isEmpty()) {
            waiting.add(Splitter.entries(whole.file(), Set.copyOf(later)));
        }
    }

    private void note(Entries entries, List<Answer> answers) {
        List<Slice> later = note(entries.file(), entries.slices(), answers);
        if (!later.isEmpty()) {
            waiting.add(new Entries(entries.file(), later));
        }
    }

    private void note(Lines lines, List<Answer> answers) {
        List<Slice> later = note(lines.file(), lines.slices(), answers);
        if (!later.isEmpty()) {
            waiting.add(new Lines(lines.file(), later));
        }
    }

    /** Counts what was answered for good, remembers what was said of the rest, and returns that. */
    private List<Slice> note(Path file, List<Slice> slices, List<Answer> answers) {
        List<Slice> later = new ArrayList<>();
        for (int i = 0; i < answers.size(); i++) {
            note(Submission.name(file, slices.get(i)), 1, answers.get(i));
            if (answers.get(i) instanceof Answer.Waiting) {
                later.add(slices.get(i));
            }
        }
        return later;
    }

    private void note(String name, int resources, Answer answer) {
        said.remove(name);
        switch (answer) {
            case Answer.Stored stored -> tally.stored(stored.resources());
            case Answer.Unchanged unchanged -> tally.unchanged(unchanged.resources());
            case Answer.Refused refused -> tally.refused(name, resources, refused.code(), refused.what());
            case Answer.Waiting later -> said.put(name, later);
        }
    }

    private void giveUp() {
        for (Submission submission : waiting) {
            switch (submission) {
                case Whole whole -> {
                    String name = whole.file().toString();
                    refuse(name, whole.file(), new Slice(1, 0, Awaited.size(whole.file())));
                }
                case Entries entries -> refuse(entries.file(), entries.slices());
                case Lines lines -> refuse(lines.file(), lines.slices());
                case Messages list -> refuse(list.file(), list.slices());
            }
        }
        waiting.clear();
    }

    private void refuse(Path file, List<Slice> slices) {
        slices.forEach(slice -> refuse(Submission.name(file, slice), file, slice));
    }

    private void refuse(String name, Path file, Slice slice) {
        Answer.Waiting last = said.getOrDefault(name, new Answer.Waiting("", List.of()));
        String what = "what it refers to never came: " + Awaited.named(file, slice, last);
        tally.refused(name, 1, Answer.REFERENCE_MISSING, what);
    }

    @Override
    public void close() {
        http.close();
    }
}
