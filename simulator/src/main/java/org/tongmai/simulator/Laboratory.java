package org.tongmai.simulator;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tongmai.simulator.LabReport.Finding;
import org.tongmai.simulator.LabReport.Quantity;
import org.tongmai.simulator.LabReport.Result;

/** Measures: values within the reference range, apart from what the diagnosis changes and a few by chance. */
final class Laboratory {

    private static final double ABNORMAL_BY_CHANCE = 0.05;
    /** How surely a diagnosis shows in an item that it changes. */
    private static final double SHOWS = 0.85;
    /** Beyond this multiple of the upper limit, or below its inverse of the lower one, a value is critical. */
    private static final double CRITICAL = 2.5;

    private Laboratory() {}

    static LabReport report(
            String number, String panel, Sex sex, List<Diagnosis> why, OffsetDateTime sampledAt, Dice dice) {
        List<Result> results = new ArrayList<>();
        for (LabItem item : Catalogue.known(Catalogue.ITEMS, panel)) {
            results.add(measure(item, sex, direction(item, why, dice), dice));
        }
        return new LabReport(
                number,
                Catalogue.known(Catalogue.PANEL, panel),
                sampledAt,
                sampledAt.plusMinutes(dice.between(25, 150)),
                List.copyOf(results));
    }

    /** A result with a value that is given, for scripted facts. */
    static Quantity quantity(LabItem item, Sex sex, String value) {
        LabItem.Range range = item.range(sex);
        BigDecimal given = new BigDecimal(value);
        return new Quantity(
                item, given, rounded(range.low(), item), rounded(range.high(), item), flag(given.doubleValue(), range));
    }

    private static Optional<String> direction(LabItem item, List<Diagnosis> why, Dice dice) {
        for (Diagnosis diagnosis : why) {
            for (String change : diagnosis.abnormal()) {
                String[] parts = change.split(":");
                if (parts[0].equals(item.code()) && dice.chance(SHOWS)) {
                    return Optional.of(parts[1]);
                }
            }
        }
        return item.unit().isPresent() && item.spread() < 10 && dice.chance(ABNORMAL_BY_CHANCE)
                ? Optional.of(dice.chance(0.6) ? "H" : "L")
                : Optional.empty();
    }

    private static Result measure(LabItem item, Sex sex, Optional<String> direction, Dice dice) {
        if (item.unit().isEmpty()) {
            return direction.isPresent() ? new Finding(item, "阳性", "A") : new Finding(item, "阴性", "N");
        }
        LabItem.Range range = item.range(sex);
        double width = range.high() - range.low();
        double value =
                switch (direction.orElse("N")) {
                    case "H" -> range.high() + dice.fraction() * range.high() / 2 * item.spread();
                    case "L" -> range.low() - dice.fraction() * range.low() / 3;
                    default ->
                        Math.clamp(
                                range.low() + width * (0.5 + dice.normal() / 6),
                                range.low() + width * 0.02,
                                range.high() - width * 0.02);
                };
        return quantity(item, sex, rounded(value, item).toPlainString());
    }

    private static String flag(double value, LabItem.Range range) {
        if (value > range.high()) {
            return range.high() > 0 && value > range.high() * CRITICAL ? "HH" : "H";
        }
        if (value < range.low()) {
            return value < range.low() / CRITICAL ? "LL" : "L";
        }
        return "N";
    }

    private static BigDecimal rounded(double value, LabItem item) {
        return BigDecimal.valueOf(value).setScale(item.decimals(), RoundingMode.HALF_UP);
    }
}
