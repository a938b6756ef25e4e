package org.tongmai.fhir.bulk;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Semaphore;
import java.util.regex.Pattern;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;
import org.tongmai.access.Caller;
import org.tongmai.fhir.Request;
import org.tongmai.fhir.Sender;
import org.tongmai.fhir.Unpacking;
import org.tongmai.kernel.Problem;
import org.tongmai.store.ResourceTypes;
import org.tongmai.store.Store;

/** Begins imports: of files to be fetched, of lines sent in the body, of the lines that an earlier import refused. */
final class Imports {

    /** Bodies received at once. */
    private static final int UPLOADS = 4;

    /** Files in one import. */
    private static final int INPUTS_MAX = 10_000;

    /** Dots and slashes that a server may read as such, after the beginning of the address was compared. */
    private static final Pattern DISGUISED = Pattern.compile("%(2e|2f|5c)", Pattern.CASE_INSENSITIVE);

    private final Store store;
    private final JobStore jobStore;
    private final Jobs jobs;
    private final BulkSettings settings;
    private final Semaphore uploads = new Semaphore(UPLOADS);

    Imports(Store store, JobStore jobStore, Jobs jobs, BulkSettings settings) {
        this.store = store;
        this.jobStore = jobStore;
        this.jobs = jobs;
        this.settings = settings;
    }

    /** A file that is to be fetched. */
    record Named(@Nullable String type, String url) {}

    /** The id of a job that fetches these files. @throws Problem {@code fhir.import-*} */
    String fetching(Request request, Caller caller, List<Named> files) {
        Sender.of(request);
        if (files.isEmpty() || files.size() > INPUTS_MAX) {
            throw invalid(
                    "fhir.import-empty",
                    "The import names no input, or more than " + INPUTS_MAX + ".",
                    "Give parameters input with the parts type and url, or POST NDJSON itself as application/fhir+ndjson.");
        }
        var inputs = new ArrayList<Input>();
        for (Named file : files) {
            requireType(file.type);
            requireAllowed(file.url);
            inputs.add(new Input(inputs.size() + 1, file.type, file.url, 0, -1, 0, 0, 0));
        }
        return begin(request, caller, Jobs.newId(), inputs);
    }

    private String begin(Request request, Caller caller, String id, List<Input> inputs) {
        if (caller.limit() != null) {
            // lines may be of any type
            caller.limit().requireWhole();
        }
        jobs.requireRoom();
        jobs.begin(
                jobs.job(
                        id,
                        Job.Kind.IMPORT,
                        caller,
                        request.url(),
                        "{}",
                        null,
                        store.extraction().moment(),
                        0),
                inputs);
        return id;
    }

    /** Takes the body as a file of its own. */
    String upload(Request request, Caller caller) throws IOException {
        Sender.of(request);
        String type = request.first("type");
        requireType(type);
        jobs.requireTurn(caller);
        jobs.requireRoom();
        if (!uploads.tryAcquire()) {
            throw new Problem(
                    Problem.Kind.BUSY,
                    "fhir.too-much-at-once",
                    "Too many imports are being received.",
                    "At most " + UPLOADS + " at a time.",
                    "Send it again after some seconds.");
        }
        String id = Jobs.newId();
        boolean begun = false;
        try (InputStream in = body(request)) {
            Input empty = new Input(1, type, null, 0, -1, 0, 0, 0);
            Private.directory(jobs.files(id));
            Input received = Received.into(
                    empty.in(jobs.files(id)), in, settings.uploadBytes(), () -> {}, jobs::requireRoom, empty);
            begin(request, caller, id, List.of(received));
            begun = true;
            return id;
        } catch (ZipException e) {
            throw new Problem(
                    Problem.Kind.MALFORMED,
                    "fhir.gzip-damaged",
                    "The body is not valid gzip.",
                    "Content-Encoding says gzip.",
                    "Send it again, or without Content-Encoding.");
        } finally {
            uploads.release();
            if (!begun) {
                Jobs.delete(jobs.files(id));
            }
        }
    }

    private InputStream body(Request request) throws IOException {
        InputStream raw = new BufferedInputStream(request.http().getInputStream());
        return "gzip".equalsIgnoreCase(request.header("Content-Encoding"))
                ? Unpacking.of(raw, () -> Received.tooLarge(settings.uploadBytes()))
                : raw;
    }

    /** The id of a job that sends once more what another one refused. */
    String rerun(Request request, Job job) {
        List<JobFile> refused = jobStore.files(job.id()).stream()
                .filter(file -> file.kind() == JobFile.Kind.REFUSED && file.count() > 0)
                .toList();
        if (job.state() != Job.State.DONE || refused.isEmpty()) {
            throw new Problem(
                    Problem.Kind.CONFLICT,
                    "fhir.import-nothing-refused",
                    "There is nothing to be run again.",
                    "The import is not done, or refused no line.",
                    "Look at its status.");
        }
        if (!job.directory().equals(jobs.identity())) {
            throw Jobs.elsewhere();
        }
        jobs.requireTurn(job.caller());
        jobs.requireRoom();
        String id = Jobs.newId();
        boolean begun = false;
        try {
            begin(request, job.caller(), id, copied(job, refused, id));
            begun = true;
            return id;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            if (!begun) {
                Jobs.delete(jobs.files(id));
            }
        }
    }

    private List<Input> copied(Job job, List<JobFile> refused, String id) throws IOException {
        Private.directory(jobs.files(id));
        var inputs = new ArrayList<Input>();
        for (JobFile file : refused) {
            var input = new Input(inputs.size() + 1, null, null, 0, file.bytes(), file.count(), 0, 0);
            Path from = jobs.files(job.id()).resolve(file.name());
            try (FileChannel to =
                    Private.file(input.in(jobs.files(id)), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
                Files.copy(from, Channels.newOutputStream(to));
            }
            inputs.add(input);
        }
        return inputs;
    }

    /** @throws Problem {@code fhir.import-not-allowed} */
    void requireAllowed(String url) {
        try {
            URI uri = new URI(url);
            boolean plain = ("https".equals(uri.getScheme()) || "http".equals(uri.getScheme()))
                    && uri.getHost() != null
                    && uri.getUserInfo() == null
                    && uri.normalize().equals(uri)
                    && !DISGUISED.matcher(uri.getRawPath()).find();
            if (plain && settings.importFrom().stream().anyMatch(start -> begins(url, start))) {
                return;
            }
        } catch (URISyntaxException e) {
            // refused like any other address that is not allowed
        }
        throw new Problem(
                Problem.Kind.FORBIDDEN,
                "fhir.import-not-allowed",
                "An input is not at an address from which this node fetches.",
                "The setting tongmai.fhir.bulk.import-from lists them; without it there are none.",
                "Ask the operator, or POST the lines themselves as application/fhir+ndjson.");
    }

    /** A beginning ends where a part of the address ends, so that {@code https://a.example} does not allow {@code a.example.com}. */
    private static boolean begins(String url, String start) {
        String folder = start.endsWith("/") ? start : start + "/";
        return url.toLowerCase(Locale.ROOT).startsWith(folder.toLowerCase(Locale.ROOT));
    }

    private static void requireType(@Nullable String type) {
        if (type != null && !ResourceTypes.exists(type)) {
            throw ResourceTypes.unknown(type);
        }
    }

    static Problem invalid(String code, String what, String mend) {
        return new Problem(Problem.Kind.INVALID, code, what, "See docs/bulk.md for the form of an import.", mend);
    }
}
