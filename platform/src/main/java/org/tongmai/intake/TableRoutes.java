package org.tongmai.intake;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.tongmai.access.Caller;
import org.tongmai.access.Callers;
import org.tongmai.access.Role;
import org.tongmai.intake.TableFindings.Finding;
import org.tongmai.intake.TableFindings.OpenRow;
import org.tongmai.intake.TableLoad.Stage;
import org.tongmai.intake.table.TableFormat;
import org.tongmai.kernel.Problem;
import org.tongmai.kernel.Problem.Kind;
import org.tongmai.store.Json;

/** The door for tables over HTTP. An institution sends and sees its own files. */
@RestController
final class TableRoutes {

    /** Bytes of a preview: the head of a text file, or a whole workbook. */
    static final int PREVIEW_BYTES = 20_000_000;

    private static final int PAGE_MAX = 200;

    /** Rows that are checked again in one request. */
    private static final int BULK_MAX = 100;

    private static final int NAME_MAX = 200;

    /** Previews that are made at once; each holds its file, and of a workbook the texts. */
    private static final int PREVIEWS = 2;

    private final TableParts parts;
    private final Reruns reruns;
    private final Clock clock;
    private final Semaphore previews = new Semaphore(PREVIEWS);

    TableRoutes(TableParts parts, Reruns reruns, Clock clock) {
        this.parts = parts;
        this.reruns = reruns;
        this.clock = clock;
    }

    /** A data set and how the caller's institution reads it. */
    record Dataset(String dataset, String zh, String en, String mapping, List<TablePreview.Known> columns) {}

    record Datasets(List<Dataset> datasets) {}

    /** Files, the newest first; {@code next} goes into {@code before}. */
    record Loads(List<TableLoad> loads, @Nullable String next) {}

    /** A file with what was found in it by rule, as its rows stand now; nothing found while it is read. */
    record LoadDetail(TableLoad load, List<Finding> findings) {}

    /** What checking again came to; {@code next} is the line where the following request continues, null at the end. */
    record Rechecked(
            int ran,
            int resolved,
            int refused,
            int waiting,
            @Nullable Long next) {}

    /** The data sets there are. */
    @GetMapping("/api/intake/tables")
    Datasets datasets(@RequestParam @Nullable String institution) {
        return new Datasets(parts.mappings().all(whose(institution)).stream()
                .map(each -> new Dataset(
                        each.mapping().dataset(),
                        each.mapping().zh(),
                        each.mapping().en(),
                        each.version(),
                        TablePreview.known(each.mapping())))
                .toList());
    }

    /**
     * Takes a file: 202 once it is durable, 200 where the same bytes came before. Its rows are read afterwards; the load
     * tells how far.
     *
     * @param format CSV, XLSX or NDJSON; else its name and bytes tell
     * @param at as of when its rows speak
     */
    @PostMapping("/api/intake/tables/{dataset}")
    ResponseEntity<TableLoad> take(
            @PathVariable String dataset,
            @RequestParam(defaultValue = "") String name,
            @RequestParam @Nullable TableFormat format,
            @RequestParam @Nullable String charset,
            @RequestParam @Nullable Instant at,
            @RequestParam @Nullable String institution,
            HttpServletRequest request)
            throws IOException {
        Caller caller = Callers.current();
        String called = name.length() > NAME_MAX ? name.substring(name.length() - NAME_MAX) : name;
        TableFormat kind = format == null ? TableFormat.ofName(called).orElse(null) : format;
        Instant said = at == null || at.isAfter(clock.instant()) ? null : at;
        var file =
                new TableStore.Announced(required(institution), dataset, caller.account(), called, kind, charset, said);
        TableDoor.Taken taken = parts.door().take(file, request.getInputStream());
        var response = ResponseEntity.status(taken.replayed() ? 200 : 202);
        if (taken.replayed()) {
            response.header("Idempotency-Replayed", "true");
        }
        return response.body(taken.load());
    }

    /** What would become of a file's first rows; nothing is stored. {@code bind} is {@code column:header}, as often as needed. */
    @PostMapping("/api/intake/tables/preview")
    TablePreview.Preview preview(
            @RequestParam @Nullable String dataset,
            @RequestParam(defaultValue = "") String name,
            @RequestParam(required = false) @Nullable List<String> bind,
            @RequestParam @Nullable String institution,
            HttpServletRequest request)
            throws IOException {
        if (!previews.tryAcquire()) {
            throw new Problem(
                    Kind.BUSY,
                    "intake.preview-busy",
                    "Others look at files at the moment.",
                    "A preview is made in memory, so only " + PREVIEWS + " are made at once.",
                    "Try again in a few seconds.");
        }
        try {
            return made(dataset, name, Optional.ofNullable(bind).orElse(List.of()), institution, request);
        } finally {
            previews.release();
        }
    }

    private TablePreview.Preview made(
            @Nullable String dataset,
            String name,
            List<String> bind,
            @Nullable String institution,
            HttpServletRequest request)
            throws IOException {
        byte[] bytes = request.getInputStream().readNBytes(PREVIEW_BYTES + 1);
        if (bytes.length > PREVIEW_BYTES) {
            throw new Problem(
                    Kind.TOO_LARGE,
                    "intake.preview-too-large",
                    "The file is too large to be looked at.",
                    "A preview is made in memory.",
                    "Send the beginning of a text file, or load the workbook at once.");
        }
        Map<String, String> bound = new LinkedHashMap<>();
        bind.stream()
                .filter(each -> each.indexOf(':') > 0)
                .forEach(
                        each -> bound.put(each.substring(0, each.indexOf(':')), each.substring(each.indexOf(':') + 1)));
        TableFormat format = TableFormat.ofName(name).orElse(null);
        return TablePreview.of(new ByteArrayInputStream(bytes), format, parts, required(institution), dataset, bound);
    }

    /** How a data set is read, as it is written in a mapping file. */
    @GetMapping(path = "/api/intake/mappings/{dataset}", produces = MediaType.APPLICATION_JSON_VALUE)
    byte[] mapping(@PathVariable String dataset, @RequestParam @Nullable String institution) {
        return Json.bytes(
                parts.mappings().inForce(whose(institution), dataset).mapping().source());
    }

    /** Settles how the own institution's tables of a data set are read from now on. */
    @PutMapping(path = "/api/intake/mappings/{dataset}", consumes = MediaType.APPLICATION_JSON_VALUE)
    Dataset settle(@PathVariable String dataset, HttpServletRequest request) throws IOException {
        Caller caller = Callers.current();
        byte[] body = request.getInputStream().readNBytes(1_000_000);
        var settled = parts.mappings().save(own(caller), dataset, Json.read(body), caller.account());
        return new Dataset(
                dataset,
                settled.mapping().zh(),
                settled.mapping().en(),
                settled.version(),
                TablePreview.known(settled.mapping()));
    }

    /** Files that came, the newest first. */
    @GetMapping("/api/intake/loads")
    Loads loads(
            @RequestParam @Nullable Long before,
            @RequestParam(defaultValue = "50") int count,
            @RequestParam @Nullable String institution) {
        Caller caller = Callers.current();
        int wanted = Math.clamp(count, 1, PAGE_MAX);
        List<TableLoad> found = parts.store()
                .page(seesAll(caller) ? institution : own(caller), before == null ? Long.MAX_VALUE : before, wanted);
        return new Loads(
                found,
                found.size() < wanted ? null : Long.toString(found.getLast().id()));
    }

    /**
     * One file and how far it has come; at its end, or where {@code findings} asks for it, with what was found in its rows. While
     * it is read people look each second, and what is found changes with each.
     */
    @GetMapping("/api/intake/loads/{id}")
    LoadDetail load(@PathVariable long id, @RequestParam(defaultValue = "false") boolean findings) {
        TableLoad load = find(id);
        boolean ended = load.state() == Stage.DONE || load.state() == Stage.FAILED;
        return new LoadDetail(load, findings || ended ? parts.findings().findings(id) : List.of());
    }

    /** All rows that are not stored, as a table: line, rule, columns and mend, without what stands in them. */
    @GetMapping(path = "/api/intake/loads/{id}/rows", produces = "text/csv;charset=UTF-8")
    void rows(@PathVariable long id, @RequestParam @Nullable String code, HttpServletResponse response)
            throws IOException {
        TableLoad load = find(id);
        response.setContentType("text/csv;charset=UTF-8");
        response.setHeader("Content-Disposition", "attachment; filename=\"rows-" + load.id() + ".csv\"");
        try (Writer csv = new OutputStreamWriter(response.getOutputStream(), StandardCharsets.UTF_8)) {
            write(load.id(), code, csv);
        }
    }

    /** Page by page, so that memory does not grow with the rows. */
    void write(long load, @Nullable String code, Writer csv) throws IOException {
        csv.write("\uFEFFline,message,state,code,columns,what,mend\r\n");
        long after = 0;
        for (List<OpenRow> page = page(load, after, code); !page.isEmpty(); page = page(load, after, code)) {
            for (OpenRow row : page) {
                after = row.line();
                csv.write(line(row));
            }
        }
    }

    private static String line(OpenRow row) {
        String columns = String.join(
                "; ",
                row.positions().stream()
                        .filter(each -> !each.startsWith("line "))
                        .toList());
        StringBuilder csv = new StringBuilder();
        csv.append(row.line()).append(',').append(row.message()).append(',').append(row.state());
        List.of(row.code(), columns, row.what(), row.mend())
                .forEach(text -> csv.append(",\"")
                        .append(plain(text).replace("\"", "\"\""))
                        .append('"'));
        return csv.append("\r\n").toString();
    }

    /** What begins like a formula is run as one by programs that open the table. */
    static String plain(String text) {
        return !text.isEmpty() && "=+-@\t\r".indexOf(text.charAt(0)) >= 0 ? "'" + text : text;
    }

    private List<OpenRow> page(long load, long after, @Nullable String code) {
        return parts.findings().openRows(load, after, code, PAGE_MAX);
    }

    /** Runs the rows of a file that are not stored again, by the mapping that holds now; at most {@value #BULK_MAX} at a time. */
    @PostMapping("/api/intake/loads/{id}/recheck")
    Rechecked recheck(
            @PathVariable long id, @RequestParam(defaultValue = "0") long after, @RequestParam @Nullable String code) {
        find(id);
        Caller caller = Callers.current();
        List<OpenRow> rows = parts.findings().openRows(id, after, code, BULK_MAX);
        int[] counts = new int[3];
        for (OpenRow row : rows) {
            State state = reruns.rerunIfOpen(row.message(), caller.account());
            counts[state == State.RESOLVED ? 0 : state == State.REFUSED ? 1 : 2]++;
        }
        Long next = rows.size() < BULK_MAX ? null : rows.getLast().line();
        return new Rechecked(rows.size(), counts[0], counts[1], counts[2], next);
    }

    /** To whom it does not belong it does not exist. */
    private TableLoad find(long id) {
        Caller caller = Callers.current();
        return parts.store()
                .find(id)
                .filter(load -> seesAll(caller) || own(caller).equals(load.institution()))
                .orElseThrow(() -> new Problem(
                        Kind.NOT_FOUND,
                        "intake.no-such-load",
                        "There is no such file.",
                        "The list holds the files of the own institution.",
                        "Look the file up in the list."));
    }

    private static String whose(@Nullable String institution) {
        Caller caller = Callers.current();
        return seesAll(caller) ? Optional.ofNullable(institution).orElse("") : own(caller);
    }

    private static String required(@Nullable String institution) {
        String whose = whose(institution);
        if (whose.isEmpty()) {
            throw nobody();
        }
        return whose;
    }

    private static boolean seesAll(Caller caller) {
        return caller.unrestricted() || caller.role() == Role.OPERATOR;
    }

    private static String own(Caller caller) {
        return Optional.ofNullable(caller.institution()).orElseThrow(TableRoutes::nobody);
    }

    static Problem nobody() {
        return new Problem(
                Kind.FORBIDDEN,
                "intake.no-institution",
                "The account belongs to no institution.",
                "The journal is shown to the institution that sent.",
                "Sign in with an account of an institution.");
    }
}
