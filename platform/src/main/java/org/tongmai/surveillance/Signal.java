package org.tongmai.surveillance;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tongmai.kernel.Explanation;

/**
 * A signal (预警信号): one object from detection to closure.
 *
 * @param what family of diseases or syndrome
 * @param place GB/T 2260
 * @param site school, workplace, estate or village; empty for the whole place
 * @param owner GB/T 2260: the one jurisdiction that has it
 * @param version from 1
 * @param expected null where the rule expects none
 * @param dueAt when the next step is due
 */
public record Signal(
        long id,
        String what,
        String place,
        String site,
        String owner,
        SignalState state,
        int version,
        String rule,
        int observed,
        @Nullable Double expected,
        @Nullable Double bound,
        LocalDate firstDay,
        LocalDate lastDay,
        Instant raisedAt,
        Instant grownAt,
        @Nullable Instant dueAt,
        @Nullable Integer likelihood,
        @Nullable Integer impact,
        @Nullable Risk risk,
        @Nullable Long mergedInto,
        Explanation explanation) {

    /** More than was to be expected, of one series on one day. */
    record Alarm(
            String what,
            String place,
            String site,
            String rule,
            int observed,
            @Nullable Double expected,
            @Nullable Double bound,
            LocalDate firstDay,
            LocalDate lastDay,
            Explanation explanation) {}

    /** One thing that happened. */
    record Event(
            int version,
            Instant at,
            String kind,
            String account,
            String name,
            String owner,
            SignalState state,
            String words) {}

    /** What was issued. */
    record Product(
            int number,
            Kind kind,
            String recipients,
            String words,
            Instant issuedAt,
            Instant dueAt,
            @Nullable Instant acknowledgedAt) {

        enum Kind {
            /** 健康风险提示, to the public. */
            ADVICE,
            /** 警示信息通报, to departments, regions and institutions. */
            NOTICE,
            /** 预警决策建议, to the government. */
            PROPOSAL
        }
    }

    /** With its history. */
    record Whole(Signal signal, List<Event> events, List<Product> products) {}

    Signal in(SignalState next, @Nullable Instant due) {
        return new Signal(
                id,
                what,
                place,
                site,
                owner,
                next,
                version,
                rule,
                observed,
                expected,
                bound,
                firstDay,
                lastDay,
                raisedAt,
                grownAt,
                due,
                likelihood,
                impact,
                risk,
                mergedInto,
                explanation);
    }

    Signal of(String nextOwner) {
        return new Signal(
                id,
                what,
                place,
                site,
                nextOwner,
                state,
                version,
                rule,
                observed,
                expected,
                bound,
                firstDay,
                lastDay,
                raisedAt,
                grownAt,
                dueAt,
                likelihood,
                impact,
                risk,
                mergedInto,
                explanation);
    }

    Signal assessed(int likely, int grave) {
        return new Signal(
                id,
                what,
                place,
                site,
                owner,
                state,
                version,
                rule,
                observed,
                expected,
                bound,
                firstDay,
                lastDay,
                raisedAt,
                grownAt,
                dueAt,
                likely,
                grave,
                Risk.of(likely, grave),
                mergedInto,
                explanation);
    }

    Signal into(long other) {
        return new Signal(
                id,
                what,
                place,
                site,
                owner,
                SignalState.MERGED,
                version,
                rule,
                observed,
                expected,
                bound,
                firstDay,
                lastDay,
                raisedAt,
                grownAt,
                null,
                likelihood,
                impact,
                risk,
                other,
                explanation);
    }

    Signal grown(Alarm alarm, Instant at) {
        return new Signal(
                id,
                what,
                place,
                site,
                owner,
                state,
                version,
                alarm.rule(),
                alarm.observed(),
                alarm.expected(),
                alarm.bound(),
                firstDay,
                alarm.lastDay().isAfter(lastDay) ? alarm.lastDay() : lastDay,
                raisedAt,
                at,
                dueAt,
                likelihood,
                impact,
                risk,
                mergedInto,
                alarm.explanation());
    }
}
