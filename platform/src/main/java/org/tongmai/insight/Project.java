package org.tongmai.insight;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tongmai.insight.deidentify.Risk;

/**
 * A research project that asks for data.
 *
 * @param owner login of the researcher
 * @param ownerName the name, as residents see it
 * @param asked what is asked and why
 * @param approver login of who approved or refused; null before
 * @param reviewer login of who released or held back; null before
 * @param reason of the last decision
 * @param extraction how far it is
 * @param finding what the search for anonymity found; null before
 * @param expires when the download ends; null before it was released
 */
public record Project(
        String id,
        State state,
        String owner,
        String ownerName,
        Asked asked,
        Instant madeAt,
        @Nullable String approver,
        @Nullable String reviewer,
        @Nullable String reason,
        Progress extraction,
        @Nullable Finding finding,
        @Nullable Instant expires) {

    /** Where a project stands. */
    public enum State {
        DRAFT,
        SUBMITTED,
        REFUSED,
        /** Approved, and its rows are read. */
        EXTRACTING,
        /** Read and made anonymous; waits for the review of what would leave. */
        EXTRACTED,
        RELEASED,
        /** Its key is destroyed: nobody can link its pseudonyms any more. */
        CLOSED
    }

    /**
     * What a researcher asks, in words and as a plan.
     *
     * @param principal who answers for it (项目负责人)
     * @param approval number of the ethics approval (伦理审查批件)
     * @param approvedUntil last day of that approval
     * @param until last day on which the project uses the data
     */
    public record Asked(
            String title,
            String institution,
            String principal,
            String purpose,
            String approval,
            LocalDate approvedUntil,
            LocalDate until,
            Plan plan) {

        private static final int WORDS_MOST = 4_000;

        public Asked {
            for (String each : List.of(title, institution, principal, purpose, approval)) {
                if (each.isBlank() || each.length() > WORDS_MOST) {
                    throw Plan.incomplete();
                }
            }
            if (title.length() > 100) {
                throw Plan.incomplete();
            }
        }

        boolean over(LocalDate today) {
            return today.isAfter(approvedUntil) || today.isAfter(until);
        }
    }

    /**
     * How far the extraction is.
     *
     * @param done parts of {@code parts}
     * @param refused persons left out because they refuse research
     * @param problem code of what stopped it; null where nothing did
     */
    public record Progress(
            int done,
            int parts,
            long persons,
            long refused,
            long rows,
            boolean stopped,
            @Nullable String problem) {}

    /**
     * What would leave.
     *
     * @param asked figures of the finest forms that were asked for
     * @param reached figures of the forms that were found
     * @param steps words of the forms, in the order of the columns; none where no allowed forms keep to the limits
     */
    public record Finding(Risk asked, Risk reached, List<String> steps) {}

    /** What happened to a project. */
    public record Event(Instant at, String account, String name, String what, String words) {}
}
