package org.tongmai.recognition;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.tongmai.access.InstitutionName;

/**
 * What was found when a doctor was about to order.
 *
 * @param patient logical id
 * @param at the moment for which it was decided
 * @param more whether there may be results beyond what the doctor may see
 */
record Check(String patient, Instant at, List<Asked> items, boolean more) {

    Check {
        items = List.copyOf(items);
    }

    /** @param order how the order is named where it was asked; empty where it is not named */
    record Wanted(String order, String code, String system, String text) {
        static Wanted item(String code) {
            return new Wanted("", code, Catalogue.SYSTEM, "");
        }
    }

    /**
     * One order and what could stand in for it.
     *
     * @param item null where the catalogue has none by that code
     * @param candidates the best first: recognisable ones before others, newer before older
     * @param card by which an answer is given; null where there is nothing to answer
     * @param refused whether the doctor has refused the best one lately
     */
    record Asked(
            Wanted wanted,
            @Nullable Item item,
            List<Candidate> candidates,
            @Nullable UUID card,
            boolean refused) {

        Asked {
            candidates = List.copyOf(candidates);
        }

        /** What the order is told: that of its best candidate. */
        Outcome outcome() {
            return candidates.isEmpty()
                    ? Outcome.NOT_RECOGNISABLE
                    : candidates.getFirst().decision().outcome();
        }

        Asked answerable(@Nullable UUID by, boolean refusedLately) {
            return new Asked(wanted, item, candidates, by, refusedLately);
        }
    }

    /** One result, and what was decided about it. */
    record Candidate(Found found, Decision decision, InstitutionName institution) {}
}
