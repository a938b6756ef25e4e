package org.tongmai.person.linkage;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.LongStream;

/**
 * Which records meet: two that share all keys of at least one rule. A rule may cost so many comparisons; where its blocks are
 * too full for that, the fullest are left out, and their records meet by other rules.
 */
final class Blocks {

    /** Takes what is found; one for each task. */
    interface Visitor {
        void visit(int one, int other);

        /** No more pairs come. */
        void close();
    }

    /** All against all costs less than choosing. */
    private static final long ALL_PAIRS_MOST = 1_500_000;

    private static final int PER_RECORD_LEAST = 2;
    private static final int PER_RECORD_MOST = 20;
    private static final long RULE_PAIRS_MOST = 2_000_000;
    private static final int RULES_MOST = 160;
    /** One bit each; three of each field have room. */
    private static final int ATOMS_MOST = 3 * Comparisons.FIELDS_MOST;

    /** A key that so many pairs share is no key of its own. */
    private static final double COMMON = 0.02;

    /** Comparisons that cost seconds; below, all rules are kept. */
    private static final long PLENTY = 10_000_000;

    /** A rule that brings together less of all links is not worth its comparisons. */
    private static final double GAIN_LEAST = 2e-4;

    /** Fewer links in the sample do not tell which rule is worth its comparisons. */
    private static final double LINKS_LEAST = 300;

    private static final int TASK_PAIRS = 1 << 16;

    private record Rule(int[] atoms, long mask) {}

    private record Atom(int field, int place, Field from) {

        int key(int record) {
            int code = from.codes()[record];
            return code < 0 ? 0 : from.atoms()[place][code];
        }
    }

    /** Sorted keys of one rule, record in the low bits, and the bound on the size of its blocks. */
    private record Run(long[] keys, int bound, long pairs) {}

    private final int records;
    private final List<Atom> atoms = new ArrayList<>();
    private final int[] keys;
    private final List<Rule> rules = new ArrayList<>();
    private final List<BitSet> skipped = new ArrayList<>();
    private final int indexBits;
    private final long budget;
    private long[] costs = {};

    Blocks(List<Field> fields) {
        records = fields.getFirst().codes().length;
        indexBits = Long.SIZE - Long.numberOfLeadingZeros(Math.max(1, records));
        budget = Math.max(
                (long) PER_RECORD_LEAST * records, Math.min((long) PER_RECORD_MOST * records, RULE_PAIRS_MOST));
        for (int f = 0; f < fields.size(); f++) {
            for (int place = 0; place < fields.get(f).atoms().length && atoms.size() < ATOMS_MOST; place++) {
                atoms.add(new Atom(f, place, fields.get(f)));
            }
        }
        keys = new int[records * atoms.size()];
        for (int a = 0; a < atoms.size(); a++) {
            for (int i = 0; i < records; i++) {
                keys[i * atoms.size() + a] = atoms.get(a).key(i);
            }
        }
        choose();
    }

    /** Upper bound of the pairs that meet: one that meets by several rules counts for each. */
    long pairs() {
        if (costs.length != rules.size()) {
            costs = new long[rules.size()];
            for (int rule = 0; rule < costs.length; rule++) {
                costs[rule] = run(rule).pairs();
            }
        }
        return LongStream.of(costs).sum();
    }

    /**
     * Where there is much to compare, keeps the rules that are worth it: again and again the one that brings together most links
     * that no kept rule does, for its comparisons.
     *
     * @param chances of each pair, that it is a link
     */
    void keepTelling(int[] ones, int[] others, double[] chances) {
        if (rules.size() < 2 || pairs() <= PLENTY) {
            return;
        }
        double all = 0;
        for (double chance : chances) {
            all += chance;
        }
        if (all < LINKS_LEAST) {
            return;
        }
        double[] left = chances.clone();
        var kept = new ArrayList<Rule>();
        while (kept.size() < rules.size()) {
            double[] gain = new double[rules.size()];
            for (int p = 0; p < left.length; p++) {
                if (left[p] > 0.01) {
                    long shared = shared(ones[p], others[p]);
                    for (int rule = 0; rule < gain.length; rule++) {
                        gain[rule] += brings(rule, shared, ones[p]) ? left[p] : 0;
                    }
                }
            }
            int best = -1;
            for (int rule = 0; rule < gain.length; rule++) {
                boolean worth = gain[rule] >= all * GAIN_LEAST;
                if (worth && (best < 0 || gain[rule] * costs[best] > gain[best] * costs[rule])) {
                    best = rule;
                }
            }
            if (best < 0) {
                break;
            }
            kept.add(rules.get(best));
            for (int p = 0; p < left.length; p++) {
                if (left[p] > 0.01 && brings(best, shared(ones[p], others[p]), ones[p])) {
                    left[p] = 0;
                }
            }
        }
        rules.clear();
        rules.addAll(kept);
    }

    private boolean brings(int rule, long shared, int one) {
        long mask = rules.get(rule).mask();
        return (shared & mask) == mask && !skipped.get(rule).get(one);
    }

    private void choose() {
        if ((long) records * (records - 1) / 2 <= ALL_PAIRS_MOST) {
            rules.add(new Rule(new int[0], 0));
            return;
        }
        var whole = new ArrayList<Rule>();
        boolean[] alone = new boolean[atoms.size()];
        double[] share = new double[atoms.size()];
        for (int a = 0; a < atoms.size(); a++) {
            Rule rule = rule(a);
            long pairs = pairs(sorted(rule), records);
            share[a] = 2.0 * pairs / ((double) records * records);
            alone[a] = pairs <= budget;
            if (alone[a] || own(atoms.get(a))) {
                rules.add(rule);
            }
        }
        for (int a = 0; a < atoms.size(); a++) {
            for (int b = a + 1; b < atoms.size(); b++) {
                boolean two = atoms.get(a).field() != atoms.get(b).field();
                if (two && !alone[a] && !alone[b] && useful(a, share) && useful(b, share)) {
                    rules.add(rule(a, b));
                }
            }
        }
        for (int a = 0; a < atoms.size() && rules.isEmpty(); a++) {
            if (atoms.get(a).place() == 0) {
                whole.add(rule(a));
            }
        }
        rules.addAll(whole);
        if (rules.size() > RULES_MOST) {
            // whole values before coarser keys, rare ones first: not as the columns stand
            rules.sort(Comparator.comparingInt((Rule rule) -> rule.atoms().length)
                    .thenComparingInt(rule -> Arrays.stream(rule.atoms())
                            .map(each -> atoms.get(each).place())
                            .sum())
                    .thenComparingDouble(rule -> Arrays.stream(rule.atoms())
                            .mapToDouble(each -> share[each])
                            .reduce(1, (one, other) -> one * other)));
            rules.subList(RULES_MOST, rules.size()).clear();
        }
    }

    /** A value that few share by nature, whatever the budget. */
    private static boolean own(Atom atom) {
        return atom.place() == 0
                && switch (atom.from().kind()) {
                    case IDENTIFIER, RESIDENT_NUMBER, PHONE, EMAIL, ADDRESS -> true;
                    case GIVEN_NAME, MIDDLE_NAME, SURNAME, FULL_NAME, BIRTH_DATE, SEX, POSTCODE, PLACE, CATEGORY ->
                        false;
                };
    }

    private boolean useful(int atom, double[] share) {
        Kind kind = atoms.get(atom).from().kind();
        boolean name =
                kind == Kind.GIVEN_NAME || kind == Kind.SURNAME || kind == Kind.FULL_NAME || kind == Kind.BIRTH_DATE;
        return share[atom] <= COMMON && (name || atoms.get(atom).place() == 0);
    }

    private Rule rule(int... of) {
        long mask = 0;
        for (int atom : of) {
            mask |= 1L << atom;
        }
        return new Rule(of, mask);
    }

    private long[] sorted(Rule rule) {
        long[] sorted = new long[records];
        int size = 0;
        for (int i = 0; i < records; i++) {
            long mixed = 1;
            boolean whole = true;
            for (int atom : rule.atoms()) {
                int key = keys[i * atoms.size() + atom];
                whole &= key != 0;
                mixed = Mix.of(mixed * 31 + key);
            }
            if (whole) {
                sorted[size++] = mixed << indexBits | i;
            }
        }
        long[] exact = size == records ? sorted : Arrays.copyOf(sorted, size);
        Arrays.parallelSort(exact);
        return exact;
    }

    private long pairs(long[] sorted, int bound) {
        long pairs = 0;
        for (int from = 0, to; from < sorted.length; from = to) {
            to = end(sorted, from);
            pairs += to - from <= bound ? (long) (to - from) * (to - from - 1) / 2 : 0;
        }
        return pairs;
    }

    private int end(long[] sorted, int from) {
        long key = sorted[from] >>> indexBits;
        int to = from + 1;
        while (to < sorted.length && sorted[to] >>> indexBits == key) {
            to++;
        }
        return to;
    }

    private Run run(int place) {
        Rule rule = rules.get(place);
        long[] sorted = sorted(rule);
        if (rule.atoms().length == 0) {
            return new Run(sorted, records, pairs(sorted, records));
        }
        var bySize = new java.util.TreeMap<Integer, Long>();
        for (int from = 0, to; from < sorted.length; from = to) {
            to = end(sorted, from);
            int size = to - from;
            if (size > 1) {
                bySize.merge(size, (long) size * (size - 1) / 2, Long::sum);
            }
        }
        long sum = 0;
        int bound = 1;
        for (var each : bySize.entrySet()) {
            if (sum + each.getValue() > budget) {
                break;
            }
            sum += each.getValue();
            bound = each.getKey();
        }
        return new Run(sorted, bound, sum);
    }

    /** Shows each pair that meets once, in tasks of the same cut whatever runs them; the visitors are in their order. */
    <V extends Visitor> List<V> visit(Callable<V> visitors, boolean once) {
        var done = new ArrayList<V>();
        skipped.clear();
        try (ExecutorService threads =
                Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors())) {
            for (int place = 0; place < rules.size(); place++) {
                int rule = place;
                Run run = run(rule);
                skipped.add(skipped(run));
                var tasks = new ArrayList<Future<V>>();
                int from = 0;
                while (from < run.keys().length) {
                    int start = from;
                    long work = 0;
                    while (from < run.keys().length && work < TASK_PAIRS) {
                        int to = end(run.keys(), from);
                        work += to - from <= run.bound() ? (long) (to - from) * (to - from) / 2 : 0;
                        from = to;
                    }
                    int end = from;
                    if (work > 0) {
                        tasks.add(threads.submit(() -> {
                            V visitor = visitors.call();
                            walk(rule, run, start, end, visitor, once);
                            visitor.close();
                            return visitor;
                        }));
                    }
                }
                for (Future<V> task : tasks) {
                    done.add(task.get());
                }
            }
        } catch (ExecutionException failed) {
            throw new IllegalStateException(failed);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
        return done;
    }

    private BitSet skipped(Run run) {
        var records = new BitSet();
        for (int from = 0, to; from < run.keys().length; from = to) {
            to = end(run.keys(), from);
            if (to - from > run.bound()) {
                for (int i = from; i < to; i++) {
                    records.set(record(run.keys()[i]));
                }
            }
        }
        return records;
    }

    private int record(long key) {
        return (int) (key & (1L << indexBits) - 1);
    }

    private void walk(int rule, Run run, int start, int end, Visitor visitor, boolean once) {
        long[] sorted = run.keys();
        for (int from = start, to; from < end; from = to) {
            to = end(sorted, from);
            if (to - from > run.bound()) {
                continue;
            }
            for (int i = from; i < to; i++) {
                int one = record(sorted[i]);
                for (int j = i + 1; j < to; j++) {
                    int other = record(sorted[j]);
                    if (!once || first(rule, one, other)) {
                        visitor.visit(one, other);
                    }
                }
            }
        }
    }

    /** Whether no rule before this one brings the two together. */
    boolean first(int rule, int one, int other) {
        long shared = shared(one, other);
        for (int before = 0; before < rule; before++) {
            if (brings(before, shared, one)) {
                return false;
            }
        }
        long mask = rules.get(rule).mask();
        return (shared & mask) == mask;
    }

    private long shared(int one, int other) {
        int width = atoms.size();
        long shared = 0;
        for (int a = 0; a < width; a++) {
            int key = keys[one * width + a];
            if (key != 0 && key == keys[other * width + a]) {
                shared |= 1L << a;
            }
        }
        return shared;
    }
}
