package org.tongmai.healthcode;

import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.tongmai.access.Caller;
import org.tongmai.access.Callers;
import org.tongmai.access.InstitutionName;
import org.tongmai.access.InstitutionNames;
import org.tongmai.access.Role;
import org.tongmai.kernel.Explanation.Text;

/** {@code /api/health-code}: verifying, reports of use and their counts, the lists for verifying without network. */
@RestController
@RequestMapping("/api/health-code")
final class VerifyRoutes {

    private final Verifier verifier;
    private final Uses uses;
    private final SignedLists lists;
    private final Crypto crypto;
    private final Losses losses;
    private final InstitutionNames names;

    VerifyRoutes(
            Verifier verifier, Uses uses, SignedLists lists, Crypto crypto, Losses losses, InstitutionNames names) {
        this.verifier = verifier;
        this.uses = uses;
        this.lists = lists;
        this.crypto = crypto;
        this.losses = losses;
        this.names = names;
    }

    /** Verifies a code by its text, or a card by its kind and number. A refusal is an answer, not an error. */
    @PostMapping("/verify")
    VerifiedView verify(@RequestBody Asked asked) {
        Caller caller = Callers.current();
        var wish = new Verifier.Wish(
                Objects.requireNonNullElse(asked.purpose(), CodePurpose.IDENTIFY),
                asked.factor(),
                asked.localPatient());
        if (asked.text() != null) {
            return view(verifier.verify(caller, asked.text(), wish));
        }
        if (asked.cardKind() == null || asked.cardNumber() == null) {
            throw HealthCodeRoutes.incomplete("Neither the text of a code nor kind and number of a card is there.");
        }
        return view(verifier.verify(caller, asked.cardKind(), asked.cardNumber(), wish));
    }

    /** Takes reports of use in; the answer tells what became of each. */
    @PostMapping("/uses")
    Reported report(@RequestBody Reports reports) {
        Caller caller = Callers.current();
        List<UseReport> read = new ArrayList<>();
        for (ReportBody each : reports.reports() == null ? List.<@Nullable ReportBody>of() : reports.reports()) {
            if (each == null
                    || each.id() == null
                    || each.id().isBlank()
                    || each.id().length() > UseReport.ID_LONGEST
                    || each.code() == null
                    || each.scene() == null
                    || each.channel() == null
                    || each.at() == null) {
                throw HealthCodeRoutes.incomplete("A report lacks its id (1 to " + UseReport.ID_LONGEST
                        + " characters), code, scene, channel or time.");
            }
            read.add(new UseReport(each.id(), each.code(), each.scene(), each.channel(), each.at(), each.evidence()));
        }
        return new Reported(uses.report(HealthCodes.requireInstitution(caller), read));
    }

    /** Where the codes of the resident, or of somebody in the resident's care, were used, newest first. */
    @GetMapping("/codes/{id}/uses")
    UseList uses(@PathVariable UUID id, @RequestParam(defaultValue = "" + Uses.OF_PERSON) int count) {
        Losses.Watched watched = losses.watch(Callers.current(), id);
        return new UseList(uses.of(watched.person(), watched.form(), count).stream()
                .map(each -> new UseView(
                        each.code(),
                        names.named(each.institution()),
                        each.scene(),
                        each.channel(),
                        each.at(),
                        each.verified(),
                        each.purpose(),
                        each.form(),
                        each.offline()))
                .toList());
    }

    /** Counts of verified uses by institution, scene, channel and day; an institution sees its own. */
    @GetMapping("/statistics")
    Statistics statistics(
            @RequestParam LocalDate from, @RequestParam LocalDate until, @RequestParam @Nullable String institution) {
        Caller caller = Callers.current();
        boolean all = caller.role() == Role.OPERATOR || caller.unrestricted();
        List<Uses.Usage> usage = uses.usage(from, until, all ? institution : HealthCodes.requireInstitution(caller));
        return new Statistics(
                usage,
                usage.stream()
                        .map(Uses.Usage::institution)
                        .distinct()
                        .map(names::named)
                        .toList());
    }

    /** The key that signs lists, and the signed list of keys: nothing about anybody. */
    @GetMapping("/keys")
    SignedLists.Keys keys() {
        return lists.keys();
    }

    @GetMapping("/revocations")
    Revocations revocations() {
        return new Revocations(lists.revocations());
    }

    @PostMapping("/keys/rotate")
    KeyView rotate() {
        CodeKey next = crypto.keys().rotate();
        lists.changed();
        return view(next);
    }

    /** A new key for lists; verifiers learn it from a list that the old one signed, and follow it when it begins. */
    @PostMapping("/keys/root/rotate")
    KeyView rotateRoot() {
        CodeKey next = crypto.keys().rotateRoot();
        lists.changed();
        return view(next);
    }

    @PostMapping("/keys/{id}/revoke")
    SignedLists.Keys revoke(@PathVariable String id) {
        crypto.keys().revoke(id);
        lists.changed();
        return keys();
    }

    private static VerifiedView view(Verified verified) {
        return switch (verified) {
            case Verified.Accepted accepted -> new VerifiedView(true, accepted, null, null);
            case Verified.Refused refused ->
                new VerifiedView(
                        false, null, refused.refusal(), refused.refusal().words());
        };
    }

    private static KeyView view(CodeKey key) {
        return new KeyView(key.id(), key.suite().word(), key.from());
    }

    record Asked(
            @Nullable String text,
            @Nullable CardKind cardKind,
            @Nullable String cardNumber,
            @Nullable CodePurpose purpose,
            @Nullable String factor,
            @Nullable String localPatient) {

        /** Not what was shown or told, so that it cannot slip into a log. */
        @Override
        public String toString() {
            return "asked for " + purpose;
        }
    }

    record VerifiedView(
            boolean accepted,
            Verified.@Nullable Accepted code,
            @Nullable Refusal refusal,
            @Nullable Text words) {}

    record ReportBody(
            @Nullable String id,
            @Nullable UUID code,
            @Nullable Scene scene,
            Scene.@Nullable Channel channel,
            @Nullable Instant at,
            @Nullable String evidence) {}

    record Reports(@Nullable List<@Nullable ReportBody> reports) {}

    record Reported(Map<String, UseReport.Outcome> reports) {}

    /**
     * @param verified whether the institution showed that it verified the code
     * @param purpose READ where the institution was allowed to read; null where it is not verified
     * @param form on what it was shown; null where it is not verified
     * @param offline verified without network
     */
    record UseView(
            UUID code,
            InstitutionName institution,
            Scene scene,
            Scene.Channel channel,
            Instant at,
            boolean verified,
            @Nullable CodePurpose purpose,
            Verified.@Nullable Form form,
            boolean offline) {}

    record UseList(List<UseView> uses) {}

    /** @param institutions names of those that stand in {@code usage} */
    record Statistics(List<Uses.Usage> usage, List<InstitutionName> institutions) {}

    record Revocations(String revocations) {}

    record KeyView(String id, String suite, Instant from) {}
}
