package org.tongmai.emergency;

import java.time.LocalDate;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.tongmai.access.Caller;
import org.tongmai.kernel.Problem;
import org.tongmai.kernel.RegionCode;
import org.tongmai.surveillance.Cases;

/** How grave events are (分级): by the criteria of the table of levels, by the division that it takes. */
public final class Grading {

    private final Ledger ledger;
    private final PlanList plans;
    private final Cases cases;

    Grading(Ledger ledger, PlanList plans, Cases cases) {
        this.ledger = ledger;
        this.plans = plans;
        this.cases = cases;
    }

    /**
     * Grades an event: its owner, or a division above; a level that takes a higher division is not taken back by a lower one.
     *
     * @throws Problem {@code emergency.level-not-listed}, {@code emergency.level-not-yours}, {@code emergency.event-changed}
     */
    public Event grade(Caller caller, long id, Events.Decision decision) {
        return grade(caller, id, decision, null);
    }

    /** @param chosen which criteria of the level, in Chinese as the table has them; any where it is left out */
    Event grade(Caller caller, long id, Events.Decision decision, @Nullable String chosen) {
        Level asked = decision.level();
        Refusals.require(asked != null, "level");
        Level level = Objects.requireNonNull(asked);
        String words = Refusals.words(decision.words());
        RegionCode.Level division = cases.region(caller).map(RegionCode::level).orElse(RegionCode.Level.PROVINCE);
        return ledger.write(caller, id, Standing.SEES, page -> {
            LocalDate today = LocalDate.ofInstant(page.at(), Events.ZONE);
            Event event = Events.unchanged(page, decision);
            if (!ledger.commands(caller, event)) {
                throw Refusals.notStaff();
            }
            if (!event.status().open() || event.status().compareTo(Status.ENDED) >= 0) {
                throw Refusals.ended();
            }
            List<PlanList.Criteria> criteria = plans.criteria(event.what(), level, today).stream()
                    .filter(each -> chosen == null
                            || chosen.isBlank()
                            || each.words().zh().equals(chosen.strip()))
                    .toList();
            if (criteria.isEmpty()) {
                throw new Problem(
                        Problem.Kind.UNPROCESSABLE,
                        "emergency.level-not-listed",
                        "There is no such level for this disease.",
                        "The table of levels has no such criteria for it.",
                        "Choose a level that the table lists.");
            }
            requireReaches(division, criteria);
            Level before = event.level();
            if (before != null) {
                requireReaches(division, plans.criteria(event.what(), before, today));
            }
            String by = criteria.stream().map(each -> each.words().zh()).collect(Collectors.joining("；或"));
            return page.add(new Happening.Graded(level, by, words));
        });
    }

    private static void requireReaches(RegionCode.Level division, List<PlanList.Criteria> criteria) {
        if (!criteria.isEmpty() && criteria.stream().noneMatch(each -> Level.reaches(division, each.by()))) {
            PlanList.Criteria first = criteria.getFirst();
            throw new Problem(
                    Problem.Kind.FORBIDDEN,
                    "emergency.level-not-yours",
                    "Your division neither sets nor changes this level.",
                    "The table of levels says that level " + first.level() + " takes a " + first.by() + ".",
                    "Report the event to the division above.");
        }
    }
}
