package org.tongmai.fhir.bulk;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.tongmai.access.Caller;
import org.tongmai.access.Standing;
import org.tongmai.kernel.Problem;
import org.tongmai.store.Extraction;

/** The jobs as those who asked for them see them: begun, looked at, stopped, removed. Nobody else sees them. */
final class Jobs {

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int ID_BYTES = 16;

    private final JobStore store;
    private final Path directory;
    private final String identity;
    private final BulkSettings settings;
    private final Clock clock;
    private Runnable news = () -> {};

    Jobs(JobStore store, Path directory, BulkSettings settings, Clock clock) {
        this.store = store;
        this.directory = directory;
        this.identity = identity(directory, settings.directory() == null);
        this.settings = settings;
        this.clock = clock;
    }

    /** Tells {@code listener} of each job that can be run. */
    void onNews(Runnable listener) {
        this.news = listener;
    }

    /** Identity of the directory, so that whoever sees the same files knows it. */
    String identity() {
        return identity;
    }

    /** Where the files of a job lie. */
    Path files(String job) {
        return directory.resolve(job);
    }

    static String newId() {
        byte[] id = new byte[ID_BYTES];
        RANDOM.nextBytes(id);
        return HexFormat.of().formatHex(id);
    }

    /** @throws Problem {@code fhir.bulk-too-many} */
    void begin(Job job, List<Input> inputs) {
        requireTurn(job.caller());
        store.insert(job, clock.instant(), inputs);
        news.run();
    }

    /** @throws Problem {@code fhir.bulk-too-many} */
    void requireTurn(Caller caller) {
        JobStore.Open open = store.open(caller.account());
        if (open.own() >= settings.ofOne() || open.all() >= settings.open()) {
            throw new Problem(
                    Problem.Kind.BUSY,
                    "fhir.bulk-too-many",
                    "Too many exports and imports are under way.",
                    "One account may have " + settings.ofOne() + ", all together " + settings.open() + ".",
                    "Wait until one is done, or remove one with DELETE on its status address.");
        }
    }

    /** A job not yet begun. */
    Job job(
            String id,
            Job.Kind kind,
            Caller caller,
            String request,
            String plan,
            @Nullable Set<Long> compartments,
            Extraction.Moment moment,
            long planned) {
        return new Job(
                id,
                kind,
                Job.State.WAITING,
                caller,
                request,
                plan,
                compartments,
                moment.snapshot(),
                moment.at(),
                0,
                planned,
                0,
                Job.Counts.NONE,
                null,
                expiry(),
                identity);
    }

    /** The caller's job. @throws Problem {@code fhir.bulk-not-found} */
    Job own(String id, Caller caller) {
        return store.one(id).filter(job -> Standing.same(job.caller(), caller)).orElseThrow(Jobs::notFound);
    }

    List<JobFile> filesOf(Job job) {
        return store.files(job.id());
    }

    /** Stops a job where it stands; it may go on. */
    void stop(Job job) {
        if (!store.stop(job.id(), expiry())) {
            throw over(job);
        }
    }

    /** Lets a stopped or failed job go on. */
    void resume(Job job) {
        if (!store.resume(job.id())) {
            throw over(job);
        }
        news.run();
    }

    /** Removes a job and its files, whatever its state. */
    void remove(String id) {
        store.remove(id);
        delete(files(id));
    }

    private Instant expiry() {
        return clock.instant().plus(settings.keep());
    }

    /** When a job that ends now is removed. */
    Instant expires() {
        return expiry();
    }

    // -- cleaning

    /** Removes what is expired, and files that belong to no job any more. */
    void clean() {
        Instant now = clock.instant();
        store.expired(now).forEach(this::remove);
        store.forgetMoments(now.minus(400, ChronoUnit.DAYS));
        if (!Files.isDirectory(directory)) {
            return;
        }
        try (Stream<Path> entries = Files.list(directory)) {
            List<String> names = entries.filter(Files::isDirectory)
                    .filter(path -> older(path, now.minus(1, ChronoUnit.HOURS)))
                    .map(path -> path.getFileName().toString())
                    .toList();
            Set<String> known = store.known(names);
            names.stream().filter(name -> !known.contains(name)).forEach(name -> delete(files(name)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean older(Path path, Instant than) {
        try {
            return Files.getLastModifiedTime(path).toInstant().isBefore(than);
        } catch (IOException gone) {
            return false;
        }
    }

    static void delete(Path tree) {
        if (!Files.exists(tree)) {
            return;
        }
        try (Stream<Path> paths = Files.walk(tree)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @throws Problem {@code fhir.bulk-disk-full} */
    void requireRoom() {
        try {
            if (Files.getFileStore(directory).getUsableSpace() < settings.spareBytes()) {
                throw new Problem(
                        Problem.Kind.BUSY,
                        "fhir.bulk-disk-full",
                        "There is too little room on the disk for more files.",
                        "At least " + settings.spareBytes() / 1_000_000 + " MB stay free.",
                        "Remove finished exports with DELETE, or ask the operator for room.");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @param own whether the directory is the node's own; one that an operator named is as the operator made it */
    private static String identity(Path directory, boolean own) {
        try {
            Private.directory(directory);
            if (own) {
                Private.close(directory);
            }
            Path file = directory.resolve("identity");
            if (!Files.exists(file)) {
                Files.writeString(file, newId());
            }
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Problem notFound() {
        return new Problem(
                Problem.Kind.NOT_FOUND,
                "fhir.bulk-not-found",
                "There is no such export or import.",
                "It was never begun by you, it was removed, or its time is over.",
                "Begin it anew.");
    }

    static Problem elsewhere() {
        return new Problem(
                Problem.Kind.BUSY,
                "fhir.bulk-file-elsewhere",
                "The file lies on another node.",
                "Nodes that do not share tongmai.fhir.bulk.directory keep their own files.",
                "Ask the node that wrote it, or let the nodes share the directory.");
    }

    private static Problem over(Job job) {
        return new Problem(
                Problem.Kind.CONFLICT,
                "fhir.bulk-state-wrong",
                "The job is " + job.state().name().toLowerCase(java.util.Locale.ROOT) + ".",
                "Only a job under way is stopped, and only a stopped or failed one goes on.",
                "Look at its status first.");
    }
}
