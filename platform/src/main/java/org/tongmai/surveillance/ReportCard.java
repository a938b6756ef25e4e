package org.tongmai.surveillance;

import java.time.Instant;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;
import org.tongmai.surveillance.capture.Certainty;
import org.tongmai.surveillance.capture.ReportClock;

/**
 * A report card (传染病报告卡): one for each person, disease and episode.
 *
 * @param id 0 before it is written
 * @param family what it is counted under
 * @param institution USCC of the institution that diagnosed first (首诊负责)
 * @param jurisdiction GB/T 2260: where that is
 * @param place GB/T 2260: where the patient lives
 * @param site school, workplace, estate or village
 * @param clock from the first evidence to the report
 * @param level how far the clock was when somebody was last told
 * @param sentAt when it was first sent
 * @param proposed what later evidence asks for
 * @param duplicateOf the card that counts instead
 * @param revision from 1
 * @param filled share of the fields asked for, 0 to 1
 */
public record ReportCard(
        long compartment,
        long id,
        String disease,
        String family,
        Certainty certainty,
        CardState state,
        String institution,
        String jurisdiction,
        String place,
        @Nullable String site,
        LocalDate onset,
        Instant knownAt,
        ReportClock clock,
        ReportClock.Level level,
        @Nullable Instant sentAt,
        @Nullable Instant reviewDueAt,
        @Nullable Instant reviewedAt,
        @Nullable Proposed proposed,
        @Nullable Long duplicateOf,
        int revision,
        String doctor,
        CardFields fields,
        double filled) {

    /** What later evidence asks for: 疑似 to 确诊, a stage or a species. */
    public record Proposed(Certainty certainty, String disease, Instant dueAt) {}

    /** Whether it is a case of its own. */
    boolean counts() {
        return state.counts() && duplicateOf == null;
    }

    LocalDate diagnosedOn() {
        return clock.from().atZone(Surveillance.ZONE).toLocalDate();
    }

    ReportCard in(CardState next) {
        return new ReportCard(
                compartment,
                id,
                disease,
                family,
                certainty,
                next,
                institution,
                jurisdiction,
                place,
                site,
                onset,
                knownAt,
                clock,
                level,
                sentAt,
                reviewDueAt,
                reviewedAt,
                proposed,
                duplicateOf,
                revision + 1,
                doctor,
                fields,
                filled);
    }

    ReportCard sent(@Nullable Instant first, @Nullable Instant reviewDue) {
        return new ReportCard(
                compartment,
                id,
                disease,
                family,
                certainty,
                state,
                institution,
                jurisdiction,
                place,
                site,
                onset,
                knownAt,
                clock,
                level,
                first,
                reviewDue,
                reviewedAt,
                proposed,
                duplicateOf,
                revision,
                doctor,
                fields,
                filled);
    }

    ReportCard reviewed(Instant at) {
        return new ReportCard(
                compartment,
                id,
                disease,
                family,
                certainty,
                state,
                institution,
                jurisdiction,
                place,
                site,
                onset,
                knownAt,
                clock,
                level,
                sentAt,
                null,
                at,
                proposed,
                duplicateOf,
                revision,
                doctor,
                fields,
                filled);
    }

    ReportCard proposing(@Nullable Proposed next) {
        return new ReportCard(
                compartment,
                id,
                disease,
                family,
                certainty,
                state,
                institution,
                jurisdiction,
                place,
                site,
                onset,
                knownAt,
                clock,
                level,
                sentAt,
                reviewDueAt,
                reviewedAt,
                next,
                duplicateOf,
                revision,
                doctor,
                fields,
                filled);
    }

    ReportCard duplicating(@Nullable Long other) {
        return new ReportCard(
                compartment,
                id,
                disease,
                family,
                certainty,
                state,
                institution,
                jurisdiction,
                place,
                site,
                onset,
                knownAt,
                clock,
                level,
                sentAt,
                reviewDueAt,
                reviewedAt,
                proposed,
                other,
                revision + 1,
                doctor,
                fields,
                filled);
    }

    ReportCard told(ReportClock.Level next) {
        return new ReportCard(
                compartment,
                id,
                disease,
                family,
                certainty,
                state,
                institution,
                jurisdiction,
                place,
                site,
                onset,
                knownAt,
                clock,
                next,
                sentAt,
                reviewDueAt,
                reviewedAt,
                proposed,
                duplicateOf,
                revision,
                doctor,
                fields,
                filled);
    }

    ReportCard of(String code, String nextFamily, Certainty sure, ReportClock next) {
        return new ReportCard(
                compartment,
                id,
                code,
                nextFamily,
                sure,
                state,
                institution,
                jurisdiction,
                place,
                site,
                onset,
                knownAt,
                next,
                level,
                sentAt,
                reviewDueAt,
                reviewedAt,
                proposed,
                duplicateOf,
                revision,
                doctor,
                fields,
                filled);
    }

    ReportCard written(CardFields next, LocalDate began) {
        return new ReportCard(
                compartment,
                id,
                disease,
                family,
                certainty,
                state,
                institution,
                jurisdiction,
                place,
                site,
                began,
                knownAt,
                clock,
                level,
                sentAt,
                reviewDueAt,
                reviewedAt,
                proposed,
                duplicateOf,
                revision,
                next.doctor(),
                next,
                next.filled(disease, began));
    }
}
