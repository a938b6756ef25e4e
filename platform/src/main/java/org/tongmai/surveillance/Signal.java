package org.tongmai.surveillance;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tongmai.kernel.Explanation;

/**
 * A signal (预警信号): one object from detection to closure.
 *
 * @param alarm what raised it, as it last grew; a part that was split off has its own site
 * @param owner GB/T 2260: the one jurisdiction that has it
 * @param version from 1
 * @param dueAt when the next step is due
 * @param assessed null until its risk is known
 * @param mergedInto number of the signal that took it in
 */
public record Signal(
        long id,
        Alarm alarm,
        String owner,
        SignalState state,
        int version,
        Instant raisedAt,
        Instant grownAt,
        @Nullable Instant dueAt,
        @Nullable Assessed assessed,
        @Nullable Long mergedInto) {

    /**
     * More than was to be expected, of one series.
     *
     * @param what family of diseases or syndrome
     * @param place GB/T 2260
     * @param site school, workplace, estate or village; empty for the whole place
     * @param expected null where the rule expects none
     * @param lastDay the last day with a case
     * @param recurrenceDays days after which chance alone shows as strong an evidence of all sources in the place; null where unknown
     */
    public record Alarm(
            String what,
            String place,
            String site,
            String rule,
            int observed,
            @Nullable Double expected,
            @Nullable Double bound,
            LocalDate firstDay,
            LocalDate lastDay,
            @Nullable Double recurrenceDays,
            Explanation explanation) {

        /** Before it is weighed. */
        public Alarm(
                String what,
                String place,
                String site,
                String rule,
                int observed,
                @Nullable Double expected,
                @Nullable Double bound,
                LocalDate firstDay,
                LocalDate lastDay,
                Explanation explanation) {
            this(what, place, site, rule, observed, expected, bound, firstDay, lastDay, null, explanation);
        }

        Alarm at(String part) {
            return new Alarm(
                    what, place, part, rule, observed, expected, bound, firstDay, lastDay, recurrenceDays, explanation);
        }

        /** With what all sources say. */
        Alarm weighed(double days, Explanation why) {
            return new Alarm(what, place, site, rule, observed, expected, bound, firstDay, lastDay, days, why);
        }

        /** What is said now, of all days since the first. */
        Alarm grown(Alarm now) {
            LocalDate last = now.lastDay.isAfter(lastDay) ? now.lastDay : lastDay;
            return new Alarm(
                    what,
                    place,
                    site,
                    now.rule,
                    now.observed,
                    now.expected,
                    now.bound,
                    firstDay,
                    last,
                    now.recurrenceDays == null ? recurrenceDays : now.recurrenceDays,
                    now.explanation);
        }
    }

    /** Likelihood and impact, each 1 to 4, and the risk they make. */
    public record Assessed(int likelihood, int impact, Risk risk) {}

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

    /**
     * What was issued.
     *
     * @param region GB/T 2260: whose CDC it is for and acknowledges it; null where nobody of the platform does
     */
    record Product(
            int number,
            Kind kind,
            String recipients,
            @Nullable String region,
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

    public String what() {
        return alarm.what;
    }

    public String place() {
        return alarm.place;
    }

    public String site() {
        return alarm.site;
    }

    public int observed() {
        return alarm.observed;
    }

    public LocalDate lastDay() {
        return alarm.lastDay;
    }

    /** Null until it is known. */
    public @Nullable Risk risk() {
        return assessed == null ? null : assessed.risk;
    }

    Signal in(SignalState next, @Nullable Instant due) {
        return new Signal(id, alarm, owner, next, version, raisedAt, grownAt, due, assessed, mergedInto);
    }

    Signal of(String nextOwner) {
        return new Signal(id, alarm, nextOwner, state, version, raisedAt, grownAt, dueAt, assessed, mergedInto);
    }

    Signal assessed(int likely, int grave) {
        var next = new Assessed(likely, grave, Risk.of(likely, grave));
        return new Signal(id, alarm, owner, state, version, raisedAt, grownAt, dueAt, next, mergedInto);
    }

    Signal into(long other) {
        return new Signal(id, alarm, owner, SignalState.MERGED, version, raisedAt, grownAt, null, assessed, other);
    }

    Signal grown(Alarm now, Instant at) {
        return new Signal(id, alarm.grown(now), owner, state, version, raisedAt, at, dueAt, assessed, mergedInto);
    }
}
