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
 * @param clock from the first evidence to the report
 * @param proposed what later evidence asks for; null where nothing waits
 */
public record ReportCard(
        long compartment,
        long id,
        Finding finding,
        Where where,
        LocalDate onset,
        Instant knownAt,
        ReportClock clock,
        Progress progress,
        @Nullable Proposed proposed,
        CardFields fields) {

    /**
     * What was found.
     *
     * @param disease code of the list
     * @param family what it is counted under
     */
    public record Finding(String disease, String family, Certainty certainty) {}

    /**
     * Who reports it and where it counts.
     *
     * @param institution USCC of the institution that diagnosed first (首诊负责)
     * @param jurisdiction GB/T 2260: where that is
     * @param place GB/T 2260: where the patient lives
     * @param site school, workplace, estate or village
     */
    public record Where(
            String institution,
            String jurisdiction,
            String place,
            @Nullable String site) {}

    /**
     * How far it came.
     *
     * @param level how far the clock was when somebody was last told
     * @param sentAt when it was first sent
     * @param duplicateOf the card that counts instead
     * @param revision from 1
     */
    public record Progress(
            CardState state,
            ReportClock.Level level,
            @Nullable Instant sentAt,
            @Nullable Instant reviewDueAt,
            @Nullable Instant reviewedAt,
            @Nullable Long duplicateOf,
            int revision) {

        /** Of a card that is new. */
        static Progress begun(CardState state) {
            return new Progress(state, ReportClock.Level.RUNNING, null, null, null, null, 1);
        }
    }

    /**
     * What later evidence asks for: 疑似 to 确诊, a stage or a species, or less than the card says.
     *
     * @param certainty null where nothing speaks of a case any more (排除): the card should be withdrawn
     */
    public record Proposed(@Nullable Certainty certainty, String disease, Instant dueAt) {}

    public String disease() {
        return finding.disease;
    }

    public String family() {
        return finding.family;
    }

    public Certainty certainty() {
        return finding.certainty;
    }

    public CardState state() {
        return progress.state;
    }

    public String institution() {
        return where.institution;
    }

    public String jurisdiction() {
        return where.jurisdiction;
    }

    public String place() {
        return where.place;
    }

    public @Nullable Long duplicateOf() {
        return progress.duplicateOf;
    }

    public int revision() {
        return progress.revision;
    }

    /** Name of the reporting doctor, as written; empty where unknown. */
    public String doctor() {
        return fields.doctor();
    }

    /** Share of the fields asked for, 0 to 1. */
    public double filled() {
        return fields.filled(disease(), onset);
    }

    /** Whether it is a case of its own. */
    boolean counts() {
        return state().counts() && duplicateOf() == null;
    }

    LocalDate diagnosedOn() {
        return clock.from().atZone(Surveillance.ZONE).toLocalDate();
    }

    /** The same as its next revision. */
    ReportCard in(CardState next) {
        Progress p = progress;
        return with(new Progress(next, p.level, p.sentAt, p.reviewDueAt, p.reviewedAt, p.duplicateOf, p.revision + 1));
    }

    /** As its next revision; null for a card that counts itself again. */
    ReportCard duplicating(@Nullable Long other) {
        Progress p = progress;
        return with(new Progress(p.state, p.level, p.sentAt, p.reviewDueAt, p.reviewedAt, other, p.revision + 1));
    }

    ReportCard sent(Instant first, Instant reviewDue) {
        Progress p = progress;
        return with(new Progress(p.state, p.level, first, reviewDue, p.reviewedAt, p.duplicateOf, p.revision));
    }

    ReportCard reviewed(Instant at) {
        Progress p = progress;
        return with(new Progress(p.state, p.level, p.sentAt, null, at, p.duplicateOf, p.revision));
    }

    ReportCard told(ReportClock.Level next) {
        Progress p = progress;
        return with(new Progress(p.state, next, p.sentAt, p.reviewDueAt, p.reviewedAt, p.duplicateOf, p.revision));
    }

    private ReportCard with(Progress next) {
        return new ReportCard(compartment, id, finding, where, onset, knownAt, clock, next, proposed, fields);
    }

    ReportCard of(Finding next) {
        return new ReportCard(compartment, id, next, where, onset, knownAt, clock, progress, proposed, fields);
    }

    ReportCard from(ReportClock next) {
        return new ReportCard(compartment, id, finding, where, onset, knownAt, next, progress, proposed, fields);
    }

    ReportCard proposing(@Nullable Proposed next) {
        return new ReportCard(compartment, id, finding, where, onset, knownAt, clock, progress, next, fields);
    }

    ReportCard living(Living at) {
        Where next = new Where(where.institution, where.jurisdiction, at.place(), at.site());
        return new ReportCard(compartment, id, finding, next, onset, knownAt, clock, progress, proposed, fields);
    }

    ReportCard written(CardFields next, LocalDate began) {
        return new ReportCard(compartment, id, finding, where, began, knownAt, clock, progress, proposed, next);
    }
}
