package org.tongmai.recognition;

import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tongmai.kernel.Explanation.Text;

/**
 * An item of the catalogue (互认项目) in one period of validity.
 *
 * @param code unified code
 * @param pinyin initials, by which people look for it
 * @param specimens words of which one must stand in the name of a result's specimen; empty where it does not matter
 * @param unit UCUM; null for what is no quantity
 * @param conversions from other units into this one
 * @param window how old a result may be at most, and how old in departments, by a part of their name
 * @param levels marks that count for this item
 * @param internal whether internal quality control has to be shown for the day of the examination, too
 * @param negative on the negative list: never recognised
 * @param changePercent by how much a repeat has to differ to count as another value where no reference range tells; 0: by any
 * @param codes {@code system|code}, LOINC and local codes, and when each stands for it
 */
record Item(
        String code,
        Text name,
        List<String> aliases,
        String pinyin,
        Kind kind,
        Set<String> specimens,
        @Nullable String unit,
        Map<String, Conversion> conversions,
        Window window,
        Set<Level> levels,
        boolean internal,
        boolean negative,
        int changePercent,
        Price price,
        Map<String, Period> codes,
        Period period) {

    Item {
        aliases = List.copyOf(aliases);
        specimens = Set.copyOf(specimens);
        conversions = Map.copyOf(conversions);
        levels = Set.copyOf(levels);
        codes = Map.copyOf(codes);
    }

    /** What kind of examination it is. */
    enum Kind {
        LABORATORY,
        IMAGING,
        ULTRASOUND,
        ECG,
        ENDOSCOPY,
        PATHOLOGY
    }

    /** {@code value × factor + offset}. */
    record Conversion(BigDecimal factor, BigDecimal offset) {
        BigDecimal of(BigDecimal value) {
            return value.multiply(factor).add(offset).round(MathContext.DECIMAL64);
        }
    }

    /** From the first day on, until before the last; without an end where that is null. */
    record Period(LocalDate from, @Nullable LocalDate until) {
        Period {
            if (until != null && !until.isAfter(from)) {
                throw new IllegalArgumentException("a period ends after it begins");
            }
        }

        boolean holds(LocalDate day) {
            return !day.isBefore(from) && (until == null || day.isBefore(until));
        }

        boolean overlaps(Period other) {
            return (until == null || until.isAfter(other.from)) && (other.until == null || other.until.isAfter(from));
        }
    }

    /**
     * How old a result may be.
     *
     * @param departments shorter or longer in departments whose name has this part
     */
    record Window(Duration usual, Map<String, Duration> departments) {
        Window {
            departments = Map.copyOf(departments);
        }

        /** The shortest of the departments that fit; the usual one where none does. */
        Duration in(@Nullable String department) {
            return departments.entrySet().stream()
                    .filter(each -> department != null && department.contains(each.getKey()))
                    .map(Map.Entry::getValue)
                    .min(Duration::compareTo)
                    .orElse(usual);
        }
    }

    /** The value in the item's unit; empty where the other unit is none that can be converted. */
    Optional<BigDecimal> converted(BigDecimal value, @Nullable String from) {
        if (unit == null || from == null) {
            return Optional.empty();
        }
        if (from.equals(unit)) {
            return Optional.of(value);
        }
        return Optional.ofNullable(conversions.get(from)).map(each -> each.of(value));
    }

    /** Whether a specimen of this name will do; an unnamed one is that of the code. */
    boolean takes(@Nullable String specimen) {
        return specimen == null || specimens.isEmpty() || specimens.stream().anyMatch(specimen::contains);
    }
}
