package org.tongmai.surveillance.scan;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Every circle and every span, one by one, by the definition. */
final class BruteForce {

    record Found(List<Integer> members, int start, double cases, double ratio) {}

    /** As many cases as expected may look like a few parts of a case more. */
    private static final double ROUNDING = 1e-10;

    private BruteForce() {}

    /** All of them, each set of places and span once, the largest ratio first. */
    static List<Found> all(Study study, double maxFraction, int maxDuration) {
        var found = new ArrayList<Found>();
        double people = Arrays.stream(study.weights()).sum();
        double allCases = sum(study.cases(), everywhere(study), 0);
        double allMeasure = sum(study.measure(), everywhere(study), 0);
        for (int centre = 0; centre < study.places().size(); centre++) {
            int middle = centre;
            List<Integer> nearest = IntStream.range(0, study.places().size())
                    .boxed()
                    .sorted(Comparator.comparingDouble(
                                    (Integer i) -> study.places().distance(i, middle))
                            .thenComparing(Comparator.naturalOrder()))
                    .toList();
            for (int size = 1; size <= nearest.size(); size++) {
                List<Integer> members = nearest.subList(0, size);
                if (members.stream().mapToDouble(i -> study.weights()[i]).sum() / people > maxFraction) {
                    break;
                }
                for (int duration = 1; duration <= maxDuration; duration++) {
                    int start = study.periods() - duration;
                    double c = sum(study.cases(), members, start);
                    double m = sum(study.measure(), members, start);
                    double ratio = ratio(study.model(), c, m, allCases, allMeasure);
                    if (ratio > ROUNDING) {
                        found.add(new Found(List.copyOf(new TreeSet<>(members)), start, c, ratio));
                    }
                }
            }
        }
        found.sort(Comparator.comparingDouble(Found::ratio).reversed());
        return found.stream()
                .collect(Collectors.toMap(
                        each -> List.of(each.members(), each.start()),
                        each -> each,
                        (one, same) -> one,
                        java.util.LinkedHashMap::new))
                .values()
                .stream()
                .toList();
    }

    private static List<Integer> everywhere(Study study) {
        return IntStream.range(0, study.places().size()).boxed().toList();
    }

    private static double sum(double[][] table, List<Integer> members, int start) {
        double sum = 0;
        for (int place : members) {
            for (int t = start; t < table[place].length; t++) {
                sum += table[place][t];
            }
        }
        return sum;
    }

    /** The likelihood at the two rates over that at one. */
    private static double ratio(Model model, double c, double m, double cases, double measure) {
        if (m <= 0 || m >= measure || c / m <= (cases - c) / (measure - m)) {
            return 0;
        }
        return model == Model.BINOMIAL
                ? binomial(c, m) + binomial(cases - c, measure - m) - binomial(cases, measure)
                : poisson(c, m) + poisson(cases - c, measure - m) - poisson(cases, measure);
    }

    private static double poisson(double c, double m) {
        return c == 0 ? 0 : c * Math.log(c / m);
    }

    private static double binomial(double c, double n) {
        return poisson(c, n) + poisson(n - c, n);
    }
}
