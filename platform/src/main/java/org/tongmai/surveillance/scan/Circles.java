package org.tongmai.surveillance.scan;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/** Looks at every cylinder of what was counted. */
final class Circles {

    private final Neighbours neighbours;
    private final Likelihood likelihood;
    private final Cumulated cases;
    private final Cumulated measure;
    private final int places;

    Circles(Study study, Neighbours neighbours, int durations) {
        this.neighbours = neighbours;
        this.likelihood = Likelihood.of(study, study.totalCases());
        this.cases = Cumulated.of(study.cases(), durations);
        this.measure = Cumulated.of(study.measure(), durations);
        this.places = study.places().size();
    }

    /** The one of the largest ratio among those without a taken place; of equal ones the first by centre, then size, then duration. */
    Cylinder best(boolean[] taken) {
        Cylinder[] each = new Cylinder[places];
        IntStream.range(0, places).parallel().forEach(centre -> {
            var around = new Best();
            look(centre, taken, around);
            each[centre] = around.best;
        });
        return Arrays.stream(each).reduce(Cylinder.NONE, (best, next) -> next.above(best) ? next : best);
    }

    /** Those of the largest ratios, each set of places and duration once, the largest first. */
    List<Cylinder> top(int number) {
        var top = new Top(number);
        boolean[] none = new boolean[places];
        for (int centre = 0; centre < places; centre++) {
            look(centre, none, top);
        }
        return top.list;
    }

    private interface Found {

        double least();

        void take(Cylinder found);
    }

    private static final class Best implements Found {

        private Cylinder best = Cylinder.NONE;

        @Override
        public double least() {
            return best.ratio();
        }

        @Override
        public void take(Cylinder found) {
            best = found;
        }
    }

    private final class Top implements Found {

        private final int number;
        private final List<Cylinder> list = new ArrayList<>();
        private final Set<List<Integer>> seen = new HashSet<>();

        Top(int number) {
            this.number = number;
        }

        @Override
        public double least() {
            return list.size() < number ? 0 : list.getLast().ratio();
        }

        @Override
        public void take(Cylinder found) {
            if (!seen.add(key(found))) {
                return;
            }
            int at = list.size();
            while (at > 0 && found.above(list.get(at - 1))) {
                at--;
            }
            list.add(at, found);
            if (list.size() > number) {
                seen.remove(key(list.removeLast()));
            }
        }

        private List<Integer> key(Cylinder of) {
            int[] members = Arrays.copyOf(neighbours.list(of.centre()), of.size() + 1);
            members[of.size()] = places + of.duration();
            Arrays.sort(members);
            return IntStream.of(members).boxed().toList();
        }
    }

    private void look(int centre, boolean[] taken, Found found) {
        int durations = cases.durations();
        int[] list = neighbours.list(centre);
        double[] inside = new double[durations];
        double[] measured = new double[durations];
        double factor = likelihood.measure() / likelihood.cases();
        for (int k = 0; k < list.length && !taken[list[k]]; k++) {
            int at = list[k] * durations;
            for (int d = 0; d < durations; d++) {
                inside[d] += cases.values()[at + d];
                measured[d] += measure.values()[at + d];
            }
            for (int d = 0; d < durations; d++) {
                if (inside[d] * factor > measured[d]
                        && !(likelihood.bound(inside[d], measured[d]) * (1 + 1e-9) < found.least())) {
                    double ratio = likelihood.ratio(inside[d], measured[d]);
                    if (Cylinder.above(ratio, found.least())) {
                        found.take(new Cylinder(centre, k + 1, d, inside[d], measured[d], ratio));
                    }
                }
            }
        }
    }
}
