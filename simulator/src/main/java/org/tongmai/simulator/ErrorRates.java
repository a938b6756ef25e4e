package org.tongmai.simulator;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** How often each error happens at each institution: a share of the registrations that it can happen to. */
public final class ErrorRates {

    private record Rate(double everywhere, Map<String, Double> factors) {}

    private final Map<IdentityError, Rate> rates;

    private ErrorRates(Map<IdentityError, Rate> rates) {
        this.rates = rates;
    }

    /** The rates of {@code error-rates.tsv}. */
    public static ErrorRates usual() {
        Map<IdentityError, Rate> rates = new EnumMap<>(IdentityError.class);
        for (Table.Row row : Table.rows("error-rates.tsv")) {
            rates.put(
                    IdentityError.valueOf(row.text("error")),
                    new Rate(
                            row.number("rate"),
                            Map.of(
                                    "A", row.number("factorA"),
                                    "B", row.number("factorB"),
                                    "C", row.number("factorC"),
                                    "H", row.number("factorH"))));
        }
        return new ErrorRates(rates);
    }

    /** Everybody writes down the truth. */
    public static ErrorRates none() {
        return new ErrorRates(Map.of());
    }

    /** These rates with another one for one error, the same at all institutions. */
    public ErrorRates with(IdentityError error, double rate) {
        Map<IdentityError, Rate> changed = new EnumMap<>(IdentityError.class);
        changed.putAll(rates);
        changed.put(error, new Rate(rate, Map.of()));
        return new ErrorRates(changed);
    }

    /** The share at an institution, 0 to 1. */
    double at(Institution institution, IdentityError error) {
        Rate rate = rates.get(error);
        return rate == null ? 0 : Math.min(1, rate.everywhere() * rate.factors().getOrDefault(institution.key(), 1.0));
    }

    /** The errors that can happen, in the order of the enum. */
    List<IdentityError> errors() {
        return new ArrayList<>(rates.keySet());
    }
}
