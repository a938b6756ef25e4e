package org.tongmai.surveillance.scan;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.IntStream;

/** Places with people and cases, read and drawn. */
final class Maps {

    private static final List<Map<String, String>> COUNTIES = rows("scan_pennLC_counties.csv");

    private Maps() {}

    static Places pennsylvania(boolean globe) {
        return new Places(
                COUNTIES.stream().map(row -> String.valueOf(row.get("county"))).toList(),
                column(globe ? "lon" : "x_km"),
                column(globe ? "lat" : "y_km"),
                globe);
    }

    static double[] column(String name) {
        return COUNTIES.stream().mapToDouble(row -> number(row, name)).toArray();
    }

    /** Lung cancer in Pennsylvania, against what the population or the indirect standard lets expect. */
    static Study lungCancer(boolean globe, Model model, String measure) {
        double[] against = column(measure);
        if (model == Model.POISSON && measure.equals("population")) {
            double cases = Arrays.stream(column("cases")).sum();
            double people = Arrays.stream(against).sum();
            against = Arrays.stream(against).map(each -> cases * each / people).toArray();
        }
        return Study.spatial(pennsylvania(globe), model, column("cases"), against, column("population"));
    }

    static List<Map<String, String>> rows(String file) {
        try (var in = Objects.requireNonNull(Maps.class.getResourceAsStream(file), file)) {
            List<String> lines = new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
            String[] names = lines.getFirst().replace("\"", "").split(",", -1);
            var rows = new ArrayList<Map<String, String>>();
            for (String line : lines.subList(1, lines.size())) {
                String[] values = line.replace("\"", "").split(",", -1);
                Map<String, String> row = new HashMap<>();
                for (int i = 0; i < names.length; i++) {
                    row.put(names[i], values[i]);
                }
                rows.add(row);
            }
            return rows;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    static double number(Map<String, String> row, String name) {
        return Double.parseDouble(Objects.requireNonNull(row.get(name), name));
    }

    static List<String> names(int places) {
        return IntStream.range(0, places).mapToObj(i -> "p" + i).toList();
    }

    /** Anywhere in a square of 100 km. */
    static Places scattered(Random random, int places) {
        return new Places(names(places), coordinates(random, places), coordinates(random, places), false);
    }

    /** On a lattice, with as many places at the same point as there are more than points; distances are often the same. */
    static Places lattice(Random random, int places, int side) {
        double[] x = IntStream.range(0, places)
                .mapToDouble(i -> random.nextInt(side))
                .toArray();
        double[] y = IntStream.range(0, places)
                .mapToDouble(i -> random.nextInt(side))
                .toArray();
        return new Places(names(places), x, y, false);
    }

    private static double[] coordinates(Random random, int places) {
        return random.doubles(places, 0, 100).toArray();
    }

    /** A study in which nothing happens; some places have nobody where {@code empty} says so. */
    static Study quiet(Random random, Places places, Model model, int periods, int cases, boolean empty) {
        int size = places.size();
        double[] people = new double[size];
        Arrays.setAll(people, i -> empty && i % 5 == 2 ? 0 : Math.rint(200 * Math.exp(random.nextGaussian())) + 20);
        double all = Arrays.stream(people).sum();
        double[][] counts = new double[size][periods];
        for (int n = 0; n < cases; n++) {
            double at = random.nextDouble() * all;
            int place = 0;
            while (at >= people[place]) {
                at -= people[place];
                place++;
            }
            counts[place][random.nextInt(periods)]++;
        }
        double[][] measure = new double[size][periods];
        for (int i = 0; i < size; i++) {
            double expected = model == Model.BINOMIAL ? people[i] : cases * people[i] / all / periods;
            Arrays.fill(measure[i], expected);
        }
        return new Study(places, model, counts, measure, people);
    }
}
