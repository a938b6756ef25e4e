package org.tongmai.intake.codes;

import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.tongmai.access.InstitutionSystems;
import org.tongmai.intake.codes.CodeStore.Decision;
import org.tongmai.intake.codes.CodeStore.Seen;
import org.tongmai.intake.codes.CodeStore.Writes;
import org.tongmai.kernel.Problem;
import org.tongmai.kernel.Problem.Kind;
import org.tongmai.store.Change;
import org.tongmai.store.Fact;
import org.tongmai.store.Json;
import org.tongmai.store.Note;
import org.tongmai.store.Origin;
import org.tongmai.store.Scope;
import org.tongmai.store.Store;

/**
 * What people decide about codes. A decision and the version of the ConceptMap that follows from it are one commit; taking it
 * back makes the map that there was before.
 */
final class CodeDecisions {

    /** Decisions of one request. */
    static final int TOGETHER_MAX = 1_000;

    private static final Pattern EQUIVALENCE = Pattern.compile("equivalent|wider|narrower|inexact|unmatched");

    private static final int TEXT_MAX = 500;

    private static final String INSTITUTIONS = "https://tongmai.org/fhir/institution/";

    private final Store store;
    private final CodeStore codes;
    private final CodesSeen seen;
    private final CodeMaps maps;
    private final Clock clock;
    private final boolean twoEyes;

    /** @param twoEyes whether a decision waits for a second person */
    CodeDecisions(Store store, CodeStore codes, CodesSeen seen, CodeMaps maps, Clock clock, boolean twoEyes) {
        this.store = store;
        this.codes = codes;
        this.seen = seen;
        this.maps = maps;
        this.clock = clock;
        this.twoEyes = twoEyes;
    }

    /**
     * What somebody wants of a code.
     *
     * @param target null where there is no counterpart
     */
    record Wish(
            String system,
            String code,
            @Nullable Target target,
            String equivalence,
            String reason,
            @Nullable LocalDate validFrom) {

        /** A standard code. */
        record Target(String system, String code, String display) {}
    }

    boolean twoEyes() {
        return twoEyes;
    }

    /** Decides about codes of one institution: all of them, or none. */
    synchronized void decide(String institution, List<Wish> wishes, String by) {
        if (wishes.isEmpty() || wishes.size() > TOGETHER_MAX) {
            throw wrong("decisions", "At least one and at most " + TOGETHER_MAX + " are decided at once.");
        }
        Instant at = clock.instant().truncatedTo(ChronoUnit.MICROS);
        List<Decision> decisions = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (Wish wish : wishes) {
            if (wish.system().startsWith(INSTITUTIONS)
                    && !wish.system().startsWith(InstitutionSystems.of(institution, ""))) {
                throw wrong("system", "It is the code system of another institution, which decides about it itself.");
            }
            Seen code = codes.find(institution, wish.system(), wish.code()).orElseThrow(CodeDecisions::unknown);
            if (!seen.add(wish.system() + "|" + wish.code())) {
                throw wrong("code", "A code is decided about once in a request.");
            }
            boolean open = codes.decisions(institution, wish.system(), wish.code()).stream()
                    .anyMatch(each -> !each.state().equals("UNDONE"));
            if (open) {
                throw new Problem(
                        Kind.CONFLICT,
                        "intake.code-decided",
                        "Somebody has decided about this code already.",
                        "A code has one decision at a time; what was decided stays readable.",
                        "Take that decision back first.",
                        List.of(wish.code()));
            }
            decisions.add(decision(code, wish, by, at));
        }
        commit(institution, decisions, Set.of(), at, connection -> {
            for (Decision each : decisions) {
                CodeStore.decide(connection, each);
            }
        });
    }

    private Decision decision(Seen code, Wish wish, String by, Instant at) {
        Wish.Target target = wish.target();
        boolean none = wish.equivalence().equals("unmatched");
        if (!EQUIVALENCE.matcher(wish.equivalence()).matches() || none != (target == null)) {
            throw wrong(
                    "equivalence", "It is equivalent, wider, narrower or inexact with a code, or unmatched without.");
        }
        if (none && wish.reason().isBlank()) {
            throw wrong("reason", "Who says that a code has no counterpart says why.");
        }
        if (wish.reason().length() > TEXT_MAX) {
            throw wrong("reason", "It has at most " + TEXT_MAX + " characters.");
        }
        if (target != null
                && (target.system().isBlank() || target.code().isBlank() || Translating.own(target.system()))) {
            throw wrong("target", "A standard code has a code system that is not an institution's own.");
        }
        return new Decision(
                0,
                code.institution(),
                code.system(),
                code.code(),
                code.kind(),
                code.names().isEmpty() ? "" : code.names().getFirst(),
                target == null ? null : target.system(),
                target == null ? null : target.code(),
                target == null ? null : target.display(),
                wish.equivalence(),
                wish.reason().strip(),
                wish.validFrom(),
                twoEyes ? "PROPOSED" : "IN_FORCE",
                at,
                by,
                null,
                null,
                null,
                null);
    }

    /** The second person agrees. */
    synchronized void confirm(String institution, long id, String by) {
        Decision decision = of(institution, id, "PROPOSED");
        if (decision.decidedBy().equals(by)) {
            throw new Problem(
                    Kind.FORBIDDEN,
                    "intake.second-person-needed",
                    "Whoever decided cannot confirm it.",
                    "On this node two people look at each mapping.",
                    "Let somebody else confirm it.");
        }
        Instant at = clock.instant().truncatedTo(ChronoUnit.MICROS);
        Decision confirmed = confirmed(decision, at, by);
        commit(
                institution,
                List.of(confirmed),
                Set.of(),
                at,
                connection -> CodeStore.confirm(connection, confirmed, at, by));
    }

    /** Takes a decision back. */
    synchronized void undo(String institution, long id, String by) {
        Decision decision = codes.decision(id)
                .filter(each -> each.institution().equals(institution))
                .filter(each -> !each.state().equals("UNDONE"))
                .orElseThrow(CodeDecisions::unknown);
        Instant at = clock.instant().truncatedTo(ChronoUnit.MICROS);
        commit(
                institution,
                decision.state().equals("IN_FORCE") ? List.of(decision) : List.of(),
                Set.of(id),
                at,
                connection -> CodeStore.undo(connection, decision, at, by));
    }

    private Decision of(String institution, long id, String state) {
        return codes.decision(id)
                .filter(each -> each.institution().equals(institution))
                .filter(each -> each.state().equals(state))
                .orElseThrow(CodeDecisions::unknown);
    }

    private static Decision confirmed(Decision one, Instant at, String by) {
        return new Decision(
                one.id(),
                one.institution(),
                one.system(),
                one.code(),
                one.kind(),
                one.name(),
                one.targetSystem(),
                one.targetCode(),
                one.targetDisplay(),
                one.equivalence(),
                one.reason(),
                one.validFrom(),
                "IN_FORCE",
                one.decidedAt(),
                one.decidedBy(),
                at,
                by,
                null,
                null);
    }

    /** The maps as they are with these decisions and without those, and what is written of them, in one commit. */
    private void commit(String institution, List<Decision> with, Set<Long> without, Instant at, Writes writes) {
        seen.flush(); // what came before is not to be told after
        Set<String> systems = new HashSet<>();
        with.stream().filter(each -> each.state().equals("IN_FORCE")).forEach(each -> systems.add(each.system()));
        List<Change> changes = new ArrayList<>();
        for (String system : systems) {
            String id = LocalMap.id(institution, system);
            // read before the decisions: who writes between the two makes this one begin anew
            Integer over = store.current("ConceptMap", id, Scope.everything())
                    .map(Fact::version)
                    .orElse(null);
            List<Decision> all = new ArrayList<>(codes.inForce(institution, system));
            all.removeIf(each -> without.contains(each.id()));
            with.stream()
                    .filter(each -> each.system().equals(system) && !without.contains(each.id()))
                    .forEach(all::add);
            Change change = Change.update("ConceptMap", id, Json.bytes(LocalMap.of(institution, system, all, at)));
            changes.add(over == null ? change.onlyNew(true) : change.ifMatch(over));
        }
        if (changes.isEmpty()) {
            codes.write(writes);
            return;
        }
        Note.Writer<Writes> writer = (connection, all) -> {
            for (Writes each : all) {
                each.on(connection);
            }
        };
        store.transact(
                changes, Origin.platform(), (index, change, resource) -> {}, receipt -> new Note<>(writer, writes));
        maps.changed();
    }

    static Problem unknown() {
        return new Problem(
                Kind.NOT_FOUND,
                "intake.no-such-code",
                "There is no such code of the institution, or no such decision.",
                "Codes stand in the list once a message held them.",
                "Look it up in the work list.");
    }

    static Problem wrong(String where, String why) {
        return new Problem(
                Kind.INVALID,
                "intake.decision-wrong",
                "The decision cannot be taken as it is.",
                why,
                "Correct it.",
                List.of(where));
    }
}
