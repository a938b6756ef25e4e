package org.tongmai.access;

import jakarta.servlet.http.HttpServletResponse;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.tongmai.access.receipt.Proven;
import org.tongmai.kernel.Problem;

/** Receipts as files: residents get those of looks at their record, systems those of their institution's own looks. */
@RestController
@RequestMapping("/api/access/looks")
final class ReceiptRoutes {

    private static final int TOGETHER = 500;

    /** Looks named one by one. */
    private static final int LOOKS_MOST = 100;

    /** Entries that are searched together for those of an institution. */
    private static final int STRETCH = 20_000;

    /** A look may be written so long after the moment it tells, or by a clock that is so much behind. */
    private static final Duration LATE = Duration.ofMinutes(1);

    /** Longest period of one file. */
    private static final Duration LONGEST = Duration.ofDays(366);

    private final LookStore looks;
    private final LogStore log;
    private final ReceiptLog receipts;
    private final Subjects subjects;

    ReceiptRoutes(LookStore looks, LogStore log, ReceiptLog receipts, Subjects subjects) {
        this.looks = looks;
        this.log = log;
        this.receipts = receipts;
        this.subjects = subjects;
    }

    /**
     * The receipts of one look or of some, a line for each source patient.
     *
     * @param id number of the look, several parted by commas, or logical id of an AuditEvent
     */
    @GetMapping("/{id}/receipt")
    void one(@PathVariable String id, HttpServletResponse response) throws IOException {
        List<Look> rows = rows(Callers.current(), id);
        if (rows.isEmpty()) {
            throw LookReports.noSuchLook();
        }
        List<Proven> proven = receipts.proven(rows);
        if (proven.isEmpty()) {
            throw new Problem(
                    Problem.Kind.NOT_FOUND,
                    "access.no-receipt",
                    "This look has no receipt.",
                    "It is from before there was a log of receipts.",
                    "Looks since then have one.");
        }
        try (BufferedWriter out = begin(response, "receipt-" + rows.getFirst().id() + ".ndjson")) {
            write(out, proven);
        }
    }

    /** All receipts of a period, one a line, in the order of the log; all under one signed head. */
    @GetMapping("/receipts")
    void all(@RequestParam Instant from, @RequestParam Instant until, HttpServletResponse response) throws IOException {
        if (!from.isBefore(until) || Duration.between(from, until).compareTo(LONGEST) > 0) {
            throw new Problem(
                    Problem.Kind.INVALID,
                    "access.period-wrong",
                    "The period ends before it begins, or is longer than a year.",
                    "One file holds the receipts of a year at most.",
                    "Ask for parts, such as from=2026-01-01T00:00:00Z&until=2027-01-01T00:00:00Z.");
        }
        Caller caller = Callers.current();
        LogStore.Head head = receipts.head();
        try (BufferedWriter out = begin(response, "receipts.ndjson")) {
            if (caller.role() == Role.RESIDENT) {
                ofResident(caller, from, until, head, out);
            } else {
                ofInstitution(institution(caller), from, until, head, out);
            }
        }
    }

    private void ofResident(Caller caller, Instant from, Instant until, LogStore.Head head, BufferedWriter out)
            throws IOException {
        List<Look> some;
        long after = -1;
        do {
            some = looks.proven(subjects.compartmentsOf(caller), from, until, after, TOGETHER).stream()
                    .filter(look -> place(look) < head.size())
                    .toList();
            if (!some.isEmpty()) {
                write(out, receipts.proven(some, head));
                after = place(some.getLast());
            }
        } while (some.size() == TOGETHER);
    }

    private void ofInstitution(
            @Nullable String institution, Instant from, Instant until, LogStore.Head head, BufferedWriter out)
            throws IOException {
        long after = log.writtenBefore(from.minus(LATE)) - 1;
        while (after < head.size() - 1) {
            long last = Math.min(head.size() - 1, after + STRETCH);
            List<Look> found = looks.provenBy(institution, from, until, after, last);
            for (int i = 0; i < found.size(); i += TOGETHER) {
                write(out, receipts.proven(found.subList(i, Math.min(found.size(), i + TOGETHER)), head));
            }
            after = log.laterThan(last, until.plus(LATE)) ? head.size() : last;
        }
    }

    private List<Look> rows(Caller caller, String id) {
        if (id.indexOf('-') < 0) {
            try {
                Long[] numbers = Arrays.stream(id.split(","))
                        .limit(LOOKS_MOST)
                        .map(Long::valueOf)
                        .toArray(Long[]::new);
                return looks.of(numbers, subjects.compartmentsOf(caller));
            } catch (NumberFormatException noNumber) {
                return List.of();
            }
        }
        return AuditEvents.parse(id).stream()
                .flatMap(key -> looks.one(key.compartment(), key.look()).stream())
                .filter(look -> caller.unrestricted()
                        || (caller.role() == Role.RESIDENT
                                ? subjects.compartmentsOf(caller).contains(look.compartment())
                                : Objects.equals(look.institution(), institution(caller))))
                .toList();
    }

    /** Null for everybody's, on a node without sign-in only. */
    private static @Nullable String institution(Caller caller) {
        if (!caller.unrestricted() && caller.institution() == null) {
            throw LookReports.noSuchLook();
        }
        return caller.institution();
    }

    private static long place(Look look) {
        return Objects.requireNonNull(look.entry()).place();
    }

    private static BufferedWriter begin(HttpServletResponse response, String name) throws IOException {
        response.setContentType("application/x-ndjson;charset=utf-8");
        response.setHeader("Content-Disposition", "attachment; filename=\"" + name + "\"");
        response.setHeader("Cache-Control", "no-store");
        return new BufferedWriter(new OutputStreamWriter(response.getOutputStream(), StandardCharsets.UTF_8));
    }

    private static void write(BufferedWriter out, List<Proven> proven) throws IOException {
        for (Proven each : proven) {
            out.write(each.line());
            out.write('\n');
        }
    }
}
