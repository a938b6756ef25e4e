package org.tongmai.intake;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.time.Clock;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.tongmai.access.Caller;
import org.tongmai.access.Callers;
import org.tongmai.access.InstitutionName;
import org.tongmai.access.InstitutionNames;
import org.tongmai.access.Role;
import org.tongmai.intake.Answers.Detail;
import org.tongmai.intake.Answers.Page;
import org.tongmai.intake.Answers.Summary;
import org.tongmai.intake.Journal.Filter;
import org.tongmai.intake.hl7v2.Zones;
import org.tongmai.intake.mllp.Room;
import org.tongmai.kernel.Problem;
import org.tongmai.kernel.Problem.Kind;

/** The journal for people, and the door for HL7 v2 over HTTP. An institution's IT person sees the own institution's part. */
@RestController
final class IntakeRoutes {

    static final String ER7 = "x-application/hl7-v2+er7";

    /** Messages of one bulk run; each takes some milliseconds. */
    static final int BULK_MAX = 100;

    private final IntakeParts parts;
    private final MessageTexts texts;
    private final InstitutionNames institutions;
    private final Zones zones;
    private final int messageBytes;
    private final Clock clock;
    private final Room room;

    IntakeRoutes(
            IntakeParts parts,
            MessageTexts texts,
            InstitutionNames institutions,
            IntakeSettings settings,
            Room room,
            Clock clock) {
        this.parts = parts;
        this.texts = texts;
        this.institutions = institutions;
        this.zones = settings.zones();
        this.messageBytes = settings.messageBytes();
        this.clock = clock;
        this.room = room;
    }

    /** The mended text. */
    record Mended(@Nullable String body) {}

    /** What a bulk run came to; {@code next} is where the following one continues, null at the end. */
    record Bulk(
            int ran,
            int resolved,
            int refused,
            int waiting,
            @Nullable String next) {}

    /** Counts of one day in the province, today where none is given. */
    @GetMapping("/api/intake/summary")
    Summary summary(@RequestParam @Nullable LocalDate day, @RequestParam @Nullable String institution) {
        LocalDate wanted = day == null ? zones.at(clock.instant()).toLocalDate() : day;
        var from = zones.at(wanted.atStartOfDay()).toInstant();
        var until = zones.at(wanted.plusDays(1).atStartOfDay()).toInstant();
        String own = mayAsk(Callers.current(), institution);
        return Summary.of(
                parts.journal().counts(own, from, until), parts.journal().words(own), zones);
    }

    /**
     * The newest messages first. States and doors may be several, separated by commas; a control id (MSH-10) names the
     * few messages that carry it, and the rest of the filter does not count then.
     */
    @GetMapping("/api/intake/messages")
    Page messages(
            @RequestParam(defaultValue = "") String state,
            @RequestParam(defaultValue = "") String door,
            @RequestParam(defaultValue = "") String code,
            @RequestParam(defaultValue = "") String controlId,
            @RequestParam @Nullable Long before,
            @RequestParam(defaultValue = "50") int count,
            @RequestParam @Nullable String institution,
            @RequestParam(defaultValue = "false") boolean unnamed) {
        Caller caller = Callers.current();
        String wanted = mayAsk(caller, institution);
        if (!controlId.isBlank()) {
            return new Page(lines(numbered(wanted, controlId.strip())), null);
        }
        Filter filter = new Filter(
                wanted,
                unnamed && seesAll(caller),
                words(State.class, state),
                words(Door.class, door),
                code.isBlank() ? null : code,
                before == null ? Long.MAX_VALUE : before,
                count);
        List<Journalled> found = parts.journal().page(filter);
        String next = found.size() < filter.count()
                ? null
                : Long.toString(found.getLast().id());
        return new Page(lines(found), next);
    }

    private List<Journalled> numbered(@Nullable String institution, String controlId) {
        return institution == null
                ? parts.journal().numbered(controlId)
                : Stream.concat(
                                parts.journal().known(institution, controlId).stream(),
                                parts.journal().documents(institution, controlId).stream())
                        .toList();
    }

    private List<Answers.Line> lines(List<Journalled> messages) {
        return messages.stream()
                .map(message -> Answers.Line.of(message, named(message.institution())))
                .toList();
    }

    private @Nullable InstitutionName named(@Nullable String institution) {
        return institution == null ? null : institutions.named(institution);
    }

    /** One message with its text; the look at it is traced. */
    @GetMapping("/api/intake/messages/{id}")
    Detail message(@PathVariable long id) {
        return detail(find(id));
    }

    /** Who opened which message's text, the newest first. */
    @GetMapping("/api/intake/looks")
    Answers.Looks looks(@RequestParam @Nullable Long before, @RequestParam(defaultValue = "50") int count) {
        int wanted = Math.clamp(count, 1, MessageLooks.PAGE_MAX);
        return Answers.Looks.of(
                parts.looks().page(before == null ? Long.MAX_VALUE : before, wanted), wanted, this::named);
    }

    /** Runs a message again. */
    @PostMapping("/api/intake/messages/{id}/rerun")
    Detail rerun(@PathVariable long id, @RequestBody(required = false) @Nullable Mended mended) {
        Journalled message = find(id);
        Caller caller = Callers.current();
        texts.requireText(caller, message);
        String text = mended == null ? null : mended.body();
        if (text != null && text.length() > messageBytes) {
            throw tooLarge();
        }
        return detail(parts.reruns().rerun(id, text, caller.account()));
    }

    /** Runs refused messages again, the newest first, at most {@value #BULK_MAX} at a time. */
    @PostMapping("/api/intake/rerun")
    Bulk rerunAll(@RequestParam(defaultValue = "") String code, @RequestParam @Nullable Long before) {
        Caller caller = Callers.current();
        Filter filter = new Filter(
                mayAsk(caller, null),
                false,
                List.of(State.REFUSED),
                List.of(),
                code.isBlank() ? null : code,
                before == null ? Long.MAX_VALUE : before,
                BULK_MAX);
        List<Journalled> found = parts.journal().page(filter);
        List<State> states = found.stream()
                .map(message -> parts.reruns().rerunIfOpen(message, caller.account()))
                .toList();
        return new Bulk(
                states.size(),
                count(states, State.RESOLVED),
                count(states, State.REFUSED),
                count(states, State.WAITING),
                found.size() < BULK_MAX ? null : Long.toString(found.getLast().id()));
    }

    /** Takes one HL7 v2 message; the answer is its acknowledgement: 200 for AA, 422 for AE, 400 for AR. */
    @PostMapping(
            path = "/api/intake/hl7v2",
            consumes = {ER7, "application/hl7-v2", "application/hl7-v2+er7", MediaType.TEXT_PLAIN_VALUE})
    ResponseEntity<byte[]> hl7v2(HttpServletRequest request) throws IOException {
        Caller caller = Callers.current();
        return body(request, message -> hl7v2(message, caller));
    }

    private ResponseEntity<byte[]> hl7v2(byte[] message, Caller caller) {
        String only = caller.unrestricted() || caller.role() == Role.OPERATOR ? null : own(caller);
        if (Batch.is(message)) {
            Batch.Answered answered = parts.intake().batch(message, caller.account(), only, caller);
            return ResponseEntity.status(answered.good() ? 200 : 422)
                    .contentType(MediaType.parseMediaType(ER7))
                    .body(answered.bytes());
        }
        Intake.Answer answer = parts.intake().take(message, caller.account(), only, caller);
        int status =
                switch (answer.code()) {
                    case AA, CA -> 200;
                    case AE, CE -> 422;
                    case AR, CR -> 400;
                };
        var response = ResponseEntity.status(status).contentType(MediaType.parseMediaType(ER7));
        if (answer.replayed()) {
            response.header("Idempotency-Replayed", "true");
        }
        return response.body(answer.acknowledgement());
    }

    /** Takes one CDA R2 document; the answer is its report: 200 stored, 202 accepted and waiting, else a problem. */
    @PostMapping(
            path = "/api/intake/cda",
            consumes = {"text/xml", "application/xml", "application/hl7-cda+xml"})
    ResponseEntity<byte[]> cda(HttpServletRequest request) throws IOException {
        Caller caller = Callers.current();
        return body(request, document -> cda(document, caller));
    }

    private ResponseEntity<byte[]> cda(byte[] document, Caller caller) {
        String only = caller.unrestricted() || caller.role() == Role.OPERATOR ? null : own(caller);
        CdaDoor.Answer answer = parts.documents().take(document, caller.account(), only);
        if (answer.problem() != null) {
            throw answer.problem();
        }
        var response = ResponseEntity.status(answer.state() == State.WAITING ? 202 : 200)
                .contentType(MediaType.APPLICATION_JSON);
        if (answer.replayed()) {
            response.header("Idempotency-Replayed", "true");
        }
        return response.body(answer.report());
    }

    /** The bodies that are held at a time are bounded together with what comes over MLLP. */
    private ResponseEntity<byte[]> body(HttpServletRequest request, Function<byte[], ResponseEntity<byte[]>> work)
            throws IOException {
        long length = request.getContentLengthLong();
        if (length > messageBytes) {
            throw tooLarge();
        }
        try (Room.Share share = room.share()) {
            if (!share.covers(length < 0 ? messageBytes : (int) length)) {
                throw JournalWriter.busy();
            }
            byte[] body = request.getInputStream().readNBytes(messageBytes + 1);
            if (body.length > messageBytes) {
                throw tooLarge();
            }
            return work.apply(body);
        }
    }

    private Detail detail(Journalled message) {
        Caller caller = Callers.current();
        MessageTexts.Texts shown = texts.texts(caller, message);
        return Detail.of(
                message,
                named(message.institution()),
                shown.newest(),
                shown.original(),
                parts.journal().attempts(message));
    }

    /** To whom it does not belong it does not exist. */
    private Journalled find(long id) {
        Caller caller = Callers.current();
        return parts.journal()
                .find(id)
                .filter(message -> seesAll(caller) || own(caller).equals(message.institution()))
                .orElseThrow(Reruns::noSuchMessage);
    }

    private static @Nullable String mayAsk(Caller caller, @Nullable String institution) {
        return seesAll(caller) ? institution : own(caller);
    }

    private static boolean seesAll(Caller caller) {
        return caller.unrestricted() || caller.role() == Role.OPERATOR;
    }

    private static String own(Caller caller) {
        String institution = caller.institution();
        if (institution == null) {
            throw new Problem(
                    Kind.FORBIDDEN,
                    "intake.no-institution",
                    "The account belongs to no institution.",
                    "The journal is shown to the institution that sent.",
                    "Sign in with an account of an institution.");
        }
        return institution;
    }

    private static <E extends Enum<E>> List<E> words(Class<E> type, String words) {
        try {
            return Arrays.stream(words.split(","))
                    .filter(word -> !word.isBlank())
                    .map(word -> Enum.valueOf(type, word.strip()))
                    .toList();
        } catch (IllegalArgumentException unknown) {
            throw new Problem(
                    Kind.INVALID,
                    "intake.filter-unknown",
                    "The filter names a state or a door that does not exist.",
                    "States are STORED, REFUSED, WAITING and RESOLVED; doors are FHIR, HL7V2, CDA and TABLE.",
                    "Correct the filter, or leave it away.");
        }
    }

    private static int count(List<State> states, State state) {
        return (int) states.stream().filter(state::equals).count();
    }

    private Problem tooLarge() {
        return new Problem(
                Kind.TOO_LARGE,
                "intake.message-too-large",
                "The message is larger than " + messageBytes + " bytes.",
                "A message is held in memory until it is safe, so its size is bounded.",
                "Send the content in several messages.");
    }
}
