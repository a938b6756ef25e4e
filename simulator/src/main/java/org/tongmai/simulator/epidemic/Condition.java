package org.tongmai.simulator.epidemic;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.tongmai.simulator.Table;

/**
 * A disease: how often it comes, and how it goes on from one to another. The columns are explained in {@code conditions.tsv}.
 *
 * @param rate reported cases per 100,000 people and year outside of outbreaks
 * @param yields what somebody ill leaves in a source, by its code
 * @param kinds weights of the kinds of its outbreaks
 */
public record Condition(
        String code,
        String name,
        double rate,
        List<Wave> waves,
        double dispersion,
        double incubation,
        double incubationSd,
        double latent,
        double infectious,
        double sick,
        double schoolR,
        double workR,
        double household,
        double weight,
        Map<String, Yield> yields,
        Map<Outbreak.Kind, Double> kinds) {

    /** Once a year: day of the year, and logarithmic height. */
    record Wave(double peak, double amplitude) {}

    /** Events of one ill, and days until they are known: negative binomial. */
    record Yield(double perIll, double delay, double size) {}

    /** Of a source in which something is left. */
    Yield left(String source) {
        return Objects.requireNonNull(yields.get(source), source);
    }

    /** How often its outbreaks are of a kind, against the others. */
    double weight(Outbreak.Kind kind) {
        return kinds.getOrDefault(kind, 0.0);
    }

    /** All of the table. */
    public static List<Condition> all() {
        return Table.rows("conditions.tsv").stream().map(Condition::of).toList();
    }

    private static Condition of(Table.Row row) {
        String code = row.text("code");
        var yields = new HashMap<String, Yield>();
        for (Table.Row each : Table.rows("epidemic-yields.tsv")) {
            if (each.text("condition").equals(code)) {
                yields.put(
                        each.text("source"),
                        new Yield(each.number("perIll"), each.number("delay"), each.number("size")));
            }
        }
        var kinds = new HashMap<Outbreak.Kind, Double>();
        for (Table.Row each : Table.rows("outbreak-kinds.tsv")) {
            if (each.text("condition").equals(code)) {
                kinds.put(Outbreak.Kind.valueOf(each.text("kind")), each.number("weight"));
            }
        }
        Wave wave = new Wave(row.number("peak"), row.number("amplitude"));
        List<Wave> waves = row.optional("peak2")
                .map(peak -> List.of(wave, new Wave(Double.parseDouble(peak), row.number("amplitude2"))))
                .orElse(List.of(wave));
        return new Condition(
                code,
                row.text("name"),
                row.number("rate"),
                waves,
                row.number("dispersion"),
                row.number("incubation"),
                row.number("incubationSd"),
                row.number("latent"),
                row.number("infectious"),
                row.number("sick"),
                row.number("schoolR"),
                row.number("workR"),
                row.number("household"),
                row.number("weight"),
                Map.copyOf(yields),
                Map.copyOf(kinds));
    }
}
