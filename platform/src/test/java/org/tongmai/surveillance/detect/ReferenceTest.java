package org.tongmai.surveillance.detect;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every row of every reference file: the numbers are those of R's package surveillance (SOURCE.md beside the files). */
class ReferenceTest {

    /** Counts of the references are below 1,000: this is as close as rounding allows. */
    private static final double CLOSE = 1e-9;

    /** Relative. */
    private static final double CLOSE_FARRINGTON = 1e-6;

    /**
     * One series, method and set of parameters.
     *
     * @param rows what R says, by index
     */
    record Case(
            Method method,
            Map<String, String> parameters,
            Series series,
            Map<Long, Row> rows,
            boolean expectedTold,
            boolean scoreTold) {

        @Override
        public String toString() {
            return method.word() + " " + parameters + ", " + rows.size() + " rows";
        }
    }

    /** {@code NaN} where undefined; alarm 1, 0 or empty. */
    record Row(double expected, double bound, double score, String alarm) {}

    static List<Case> cases() {
        var cases = new ArrayList<Case>();
        cases.addAll(ears());
        cases.addAll(farrington("farrington_1996", Method.FARRINGTON, false));
        cases.addAll(farrington("farrington_flexible", Method.FARRINGTON_FLEXIBLE, true));
        cases.addAll(cusum());
        cases.addAll(ratios());
        cases.addAll(others());
        cases.addAll(percentiles());
        cases.addAll(made());
        return cases;
    }

    @ParameterizedTest
    @MethodSource("cases")
    void eachRowIsAsInR(Case each) {
        long from = each.rows.keySet().stream().mapToLong(Long::longValue).min().orElseThrow();
        long to = each.rows.keySet().stream().mapToLong(Long::longValue).max().orElseThrow();
        Detector detector = each.method.with(each.parameters);
        Series series = each.series;

        Evaluation found = detector.evaluate(series, (int) (from - series.first()), (int) (to - series.first()) + 1);

        for (int t = found.from(); t < found.to(); t++) {
            Row row = Objects.requireNonNull(each.rows.get(series.index(t)));
            String at = "period " + series.index(t);
            close(found.bound(t), row.bound, each, at + ": bound");
            if (each.expectedTold) {
                close(found.expected(t), row.expected, each, at + ": expected");
            }
            if (each.scoreTold) {
                close(found.score(t), row.score, each, at + ": score");
            }
            assertThat(!found.known(t) ? "" : found.alarm(t) ? "1" : "0")
                    .as(at + ": alarm")
                    .isEqualTo(row.alarm);
        }
    }

    private static void close(double found, double told, Case each, String what) {
        if (Double.isNaN(told) || Double.isInfinite(told)) {
            assertThat(found).as(what).isEqualTo(Double.valueOf(told));
        } else {
            boolean farrington = each.method == Method.FARRINGTON || each.method == Method.FARRINGTON_FLEXIBLE;
            double within = farrington ? CLOSE_FARRINGTON * Math.abs(told) : CLOSE * Math.max(1, Math.abs(told));
            assertThat(found).as(what).isCloseTo(told, Offset.offset(Math.max(within, 1e-15)));
        }
    }

    private static List<Case> ears() {
        return grouped("reference_ears_c1_c2_c3.csv", "series", "method", "baseline", "minSigma", "alpha")
                .map(group -> of(
                        "ears-" + group.key("method").toLowerCase(Locale.ROOT),
                        group.parameters("baseline", "minSigma", "alpha"),
                        group,
                        "",
                        "upperbound",
                        ""))
                .toList();
    }

    private static List<Case> farrington(String name, Method method, boolean more) {
        var parameters = new LinkedHashMap<String, Map<String, String>>();
        for (Map<String, String> row : Csv.rows(name + "_params.csv")) {
            var rest = new LinkedHashMap<>(row);
            parameters.put(Objects.requireNonNull(rest.remove("config")), rest);
        }
        return grouped("reference_" + name + ".csv", "config", "series")
                .map(group -> of(
                        method.word(),
                        Objects.requireNonNull(parameters.get(group.key("config"))),
                        group,
                        more ? "expected" : "",
                        "upperbound",
                        more ? "score" : ""))
                .toList();
    }

    private static List<Case> cusum() {
        return grouped("reference_cusum.csv", "series", "trans", "m_mode", "k", "h")
                .map(group -> {
                    var parameters = group.parameters("trans", "k", "h");
                    parameters.put("m", group.key("m_mode").equals("glm") ? "glm" : "mean");
                    return of("cusum", parameters, group, "m", "upperbound", "cusum");
                })
                .toList();
    }

    private static List<Case> ratios() {
        return grouped("reference_glr_cusum.csv", "config", "series", "c.ARL", "theta")
                .map(group -> {
                    var parameters = group.parameters("c.ARL");
                    parameters.put("trend", "TRUE");
                    String method =
                            switch (group.key("config")) {
                                case "glr_pois_S1" -> {
                                    parameters.put("ret", "cases");
                                    yield "glr-poisson";
                                }
                                case "glr_pois_value" -> "glr-poisson";
                                case "glr_nb_value" -> "glr-negbin";
                                default -> {
                                    parameters.put("theta", group.key("theta"));
                                    yield "lr-poisson";
                                }
                            };
                    return of(method, parameters, group, "mu0", "statistic_or_cases", "");
                })
                .toList();
    }

    private static List<Case> others() {
        return grouped("reference_bayes_rki_cdc.csv", "algo", "params", "series")
                .map(group -> {
                    var parameters = new LinkedHashMap<String, String>();
                    for (String each : group.key("params").split(";")) {
                        parameters.put(each.substring(0, each.indexOf('=')), each.substring(each.indexOf('=') + 1));
                    }
                    return of(group.key("algo"), parameters, group, "", "upperbound", "");
                })
                .toList();
    }

    private static List<Case> percentiles() {
        return Stream.of("7", "6")
                .flatMap(type -> grouped("reference_moving_percentile_cidars.csv", "series", "years", "percentile")
                        .map(group -> {
                            var parameters = group.parameters("years", "percentile");
                            parameters.put("type", type);
                            return of(
                                    "moving-percentile",
                                    parameters,
                                    group,
                                    "",
                                    "threshold_type" + type,
                                    "",
                                    "alarm_type" + type);
                        }))
                .toList();
    }

    private static List<Case> made() {
        var cases = new ArrayList<Case>();
        for (String line : Csv.lines("made/cases.tsv")) {
            String[] words = line.split("\t");
            var parameters = new LinkedHashMap<String, String>();
            for (String word : Arrays.asList(words).subList(2, words.length)) {
                parameters.put(word.substring(0, word.indexOf('=')), word.substring(word.indexOf('=') + 1));
            }
            parameters.remove("range");
            String perYear = parameters.remove("freq");
            Series series =
                    Csv.series("made/" + words[0] + "-series.csv", perYear == null ? 0 : Integer.parseInt(perYear));
            List<Map<String, String>> result = Csv.rows("made/" + words[0] + "-result.csv");
            cases.add(of(
                    words[1],
                    parameters,
                    series,
                    result,
                    told(result, "expected"),
                    "upperbound",
                    told(result, "score"),
                    "alarm"));
        }
        return cases;
    }

    /** The column, unless R has no such number. */
    private static String told(List<Map<String, String>> rows, String column) {
        return rows.stream().allMatch(row -> Csv.value(row, column).isEmpty()) ? "" : column;
    }

    /** Rows of a reference file that share the values of some columns. */
    private record Group(Map<String, String> keys, List<Map<String, String>> rows) {

        String key(String column) {
            return Csv.value(keys, column);
        }

        LinkedHashMap<String, String> parameters(String... columns) {
            var parameters = new LinkedHashMap<String, String>();
            for (String column : columns) {
                parameters.put(column, key(column));
            }
            return parameters;
        }
    }

    private static Stream<Group> grouped(String file, String... columns) {
        var groups = new LinkedHashMap<Map<String, String>, List<Map<String, String>>>();
        for (Map<String, String> row : Csv.rows(file)) {
            var keys = new LinkedHashMap<String, String>();
            for (String column : columns) {
                keys.put(column, Csv.value(row, column));
            }
            groups.computeIfAbsent(keys, each -> new ArrayList<>()).add(row);
        }
        return groups.entrySet().stream().map(each -> new Group(each.getKey(), each.getValue()));
    }

    private static Case of(
            String method, Map<String, String> parameters, Group group, String expected, String bound, String score) {
        return of(method, parameters, group, expected, bound, score, "alarm");
    }

    private static Case of(
            String method,
            Map<String, String> parameters,
            Group group,
            String expected,
            String bound,
            String score,
            String alarm) {
        Series series = Csv.series(group.key("series") + ".csv", Series.WEEKLY);
        return of(method, parameters, series, group.rows, expected, bound, score, alarm);
    }

    private static Case of(
            String method,
            Map<String, String> parameters,
            Series series,
            List<Map<String, String>> told,
            String expected,
            String bound,
            String score,
            String alarm) {
        var rows = new TreeMap<Long, Row>();
        for (Map<String, String> row : told) {
            rows.put(
                    Long.parseLong(Csv.value(row, "index")),
                    new Row(
                            expected.isEmpty() ? Double.NaN : Csv.number(Csv.value(row, expected)),
                            Csv.number(Csv.value(row, bound)),
                            score.isEmpty() ? Double.NaN : Csv.number(Csv.value(row, score)),
                            Csv.value(row, alarm)));
        }
        return new Case(Method.of(method), parameters, series, rows, !expected.isEmpty(), !score.isEmpty());
    }
}
