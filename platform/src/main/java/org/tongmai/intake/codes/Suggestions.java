package org.tongmai.intake.codes;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.tongmai.intake.codes.CodeStore.Seen;
import org.tongmai.intake.codes.CodeStore.Used;
import org.tongmai.intake.codes.NameIndex.Found;
import org.tongmai.intake.codes.Standards.Standard;
import org.tongmai.intake.hl7v2.Units;

/** Standard codes for a code of an institution: by its name, and by what the institution itself and others do with it. */
final class Suggestions {

    private static final int MOST = 10;

    private static final double SENT_BESIDE = 0.95;

    private static final double ONE_OTHER = 0.6;

    private static final double EACH_OTHER = 0.08;

    private static final double OTHERS_MAX = 0.92;

    private static final double SAME_UNIT = 0.25;

    private static final double SAME_RANGE = 0.15;

    private static final double OTHER_UNIT = 0.5;

    private final CodeStore codes;
    private final Standards standards;

    Suggestions(CodeStore codes, Standards standards) {
        this.codes = codes;
        this.standards = standards;
    }

    /** Why a code is suggested. */
    enum Why {
        SAME_NAME,
        OTHER_NAME,
        LIKE_NAME,
        LIKE_SOUND,
        /** The sender itself sends both. */
        SENT_BESIDE,
        /** Other institutions decided so of a code of the same name. */
        OTHERS,
        SAME_UNIT,
        SAME_RANGE,
        /** A unit that cannot be converted into that of the item speaks against it. */
        OTHER_UNIT
    }

    /**
     * One reason.
     *
     * @param words the name, the unit or the number of institutions that it rests on
     */
    record Reason(Why why, double score, String words) {}

    /**
     * A standard code that may be meant.
     *
     * @param score from 0 to 1
     * @param exact the same name or another name of the same thing, and nothing against it: fit to be accepted with others
     */
    record Suggestion(String system, String code, String display, double score, boolean exact, List<Reason> reasons) {}

    /** What may be meant, the likeliest first. */
    List<Suggestion> of(Seen seen) {
        Map<String, Standard> standardOf = new LinkedHashMap<>();
        Map<String, List<Reason>> reasons = new LinkedHashMap<>();
        for (Found found : standards.of(seen.kind()).like(seen.names(), 2 * MOST)) {
            Standard standard = found.standard();
            String key = standard.system() + "|" + standard.code();
            standardOf.put(key, standard);
            reasons.computeIfAbsent(key, none -> new ArrayList<>())
                    .add(new Reason(why(found), found.score(), found.name()));
        }
        for (String beside : seen.beside()) {
            int bar = beside.lastIndexOf('|');
            if (bar < 0) {
                continue;
            }
            standardOf.putIfAbsent(
                    beside, new Standard(beside.substring(0, bar), beside.substring(bar + 1), List.of(), null));
            reasons.computeIfAbsent(beside, none -> new ArrayList<>())
                    .add(new Reason(Why.SENT_BESIDE, SENT_BESIDE, beside.substring(bar + 1)));
        }
        for (Used used : codes.used(seen)) {
            String key = used.system() + "|" + used.code();
            standardOf.putIfAbsent(key, new Standard(used.system(), used.code(), List.of(used.display()), null));
            List<Reason> some = reasons.computeIfAbsent(key, none -> new ArrayList<>());
            double score = Math.min(OTHERS_MAX, ONE_OTHER + EACH_OTHER * (used.institutions() - 1));
            some.add(new Reason(Why.OTHERS, score, Long.toString(used.institutions())));
            if (used.sameUnit()) {
                some.add(new Reason(Why.SAME_UNIT, SAME_UNIT, String.join(" ", seen.units())));
            }
            if (overlap(seen.low(), seen.high(), used.low(), used.high())) {
                some.add(new Reason(Why.SAME_RANGE, SAME_RANGE, seen.low() + "–" + seen.high()));
            }
        }
        return reasons.entrySet().stream()
                .map(each -> suggestion(seen, standardOf.getOrDefault(each.getKey(), NOTHING), each.getValue()))
                .sorted(Comparator.comparingDouble(Suggestion::score).reversed().thenComparing(Suggestion::code))
                .limit(MOST)
                .toList();
    }

    private static final Standard NOTHING = new Standard("", "", List.of(), null);

    private static Suggestion suggestion(Seen seen, Standard standard, List<Reason> reasons) {
        List<Reason> all = new ArrayList<>(reasons);
        String unit = standard.unit();
        boolean against = false;
        if (unit != null && !unit.isEmpty() && !seen.units().isEmpty()) {
            boolean same = seen.units().stream().anyMatch(each -> comparable(each, unit));
            against = !same;
            all.add(same ? new Reason(Why.SAME_UNIT, SAME_UNIT, unit) : new Reason(Why.OTHER_UNIT, -OTHER_UNIT, unit));
        }
        double not = 1;
        for (Reason each : all) {
            not *= each.score() > 0 ? 1 - each.score() * 0.999 : 1;
        }
        double score = (1 - not) * (against ? OTHER_UNIT : 1);
        boolean named = all.stream().anyMatch(each -> each.why() == Why.SAME_NAME || each.why() == Why.OTHER_NAME);
        return new Suggestion(
                standard.system(),
                standard.code(),
                standard.display(),
                Math.round(score * 1000) / 1000.0,
                named && !against,
                all);
    }

    private static boolean comparable(String sent, String unit) {
        return Units.ucum(sent)
                .filter(ucum -> Units.comparable(ucum, Units.ucum(unit).orElse(unit)))
                .isPresent();
    }

    private static Why why(Found found) {
        return switch (found.like()) {
            case SAME -> Why.SAME_NAME;
            case ALIAS -> Why.OTHER_NAME;
            case LIKE -> Why.LIKE_NAME;
            case SOUND -> Why.LIKE_SOUND;
        };
    }

    private static boolean overlap(
            @Nullable BigDecimal low,
            @Nullable BigDecimal high,
            @Nullable BigDecimal from,
            @Nullable BigDecimal until) {
        return low != null
                && high != null
                && from != null
                && until != null
                && low.compareTo(until) <= 0
                && from.compareTo(high) <= 0;
    }
}
