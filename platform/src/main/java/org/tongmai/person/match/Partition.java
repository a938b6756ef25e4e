package org.tongmai.person.match;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which of a set of registrations are one person: a function of the registrations, the model and the stewards' words, and
 * of nothing else, so in whatever order they came the answer is the same.
 *
 * <p>First the words that say "same" join, in their order, then the pairs that the model judges the same, strongest first
 * (ties by {@link Registration#order}, and of registrations that are alike in everything by their keys). A join is left out
 * where a word says "different" about any two on its sides, or the model forbids any two; registrations that a steward joined
 * are forbidden to others only where each of them is. So where a word parts two, each of the others stays with the one to whom
 * the earlier word or the stronger judgement binds it.
 */
public final class Partition {

    /**
     * Why a registration stands with another: the strongest bond that joined it.
     *
     * @param judgement empty where a steward's word joined them
     */
    public record Bond(long with, Optional<Judgement> judgement) {}

    /**
     * One person.
     *
     * @param bonds for each member but a lone one, why it belongs
     */
    public record Cluster(Set<Long> members, Map<Long, Bond> bonds) {}

    /** Registrations that are looked at together at most; ten times what the busiest patient has. */
    public static final int SIZE_MOST = 1000;

    private record Pair(Registration one, Registration other, Judgement judgement) {}

    private final Map<Long, Registration> registrations = new HashMap<>();
    private final MatchModel model;
    private final List<Word> words;
    private final Map<Long, Map<Long, Judgement>> judgements = new HashMap<>();
    private final Map<Long, Set<Long>> clusterOf = new HashMap<>();
    private final Map<Long, Set<Long>> joinedByWord = new HashMap<>();
    private final Map<Long, Bond> bonds = new HashMap<>();

    private Partition(MatchModel model, List<Registration> registrations, List<Word> words) {
        this.model = model;
        for (Registration registration : registrations) {
            this.registrations.put(registration.compartment(), registration);
            clusterOf.put(registration.compartment(), new TreeSet<>(Set.of(registration.compartment())));
        }
        this.words = words.stream()
                .filter(word ->
                        this.registrations.containsKey(word.one()) && this.registrations.containsKey(word.other()))
                .sorted(Comparator.comparingLong(Word::place))
                .toList();
    }

    /** The persons among the registrations, in the order of their first members. */
    public static List<Cluster> of(MatchModel model, List<Registration> registrations, List<Word> words) {
        if (registrations.size() > SIZE_MOST) {
            throw new IllegalArgumentException("more registrations at once than " + SIZE_MOST);
        }
        return new Partition(model, registrations, words).clusters();
    }

    private List<Cluster> clusters() {
        words.stream().filter(Word::same).forEach(this::joinByWord);
        clusterOf.forEach((compartment, cluster) -> joinedByWord.put(compartment, Set.copyOf(cluster)));
        pairs().forEach(this::joinByModel);
        return clusterOf.values().stream()
                .distinct()
                .sorted(Comparator.comparing(cluster -> cluster.iterator().next()))
                .map(this::cluster)
                .toList();
    }

    private Cluster cluster(Set<Long> members) {
        var why = new HashMap<Long, Bond>();
        for (Long member : members) {
            Bond bond = bonds.get(member);
            if (bond != null) {
                why.put(member, bond);
            }
        }
        return new Cluster(Set.copyOf(members), Map.copyOf(why));
    }

    /** An institution's word does not bring two valid resident numbers together: only a steward's does. */
    private void joinByWord(Word word) {
        if (word.institution() && judge(word.one(), word.other()).otherNumber()) {
            return;
        }
        if (!forbiddenByWord(clusterOf(word.one()), clusterOf(word.other()))) {
            join(word.one(), word.other(), Optional.empty());
        }
    }

    private void joinByModel(Pair pair) {
        long one = pair.one().compartment();
        long other = pair.other().compartment();
        Set<Long> left = clusterOf(one);
        Set<Long> right = clusterOf(other);
        if (!left.equals(right) && !forbiddenByWord(left, right) && !forbiddenByModel(left, right)) {
            join(one, other, Optional.of(pair.judgement()));
        } else if (left.equals(right)) {
            bind(one, other, Optional.of(pair.judgement()));
        }
    }

    private void join(long one, long other, Optional<Judgement> judgement) {
        Set<Long> joined = new TreeSet<>(clusterOf(one));
        joined.addAll(clusterOf(other));
        joined.forEach(member -> clusterOf.put(member, joined));
        bind(one, other, judgement);
    }

    /** Pairs come strongest first, so the first bond of a registration is its strongest. */
    private void bind(long one, long other, Optional<Judgement> judgement) {
        bonds.putIfAbsent(one, new Bond(other, judgement));
        bonds.putIfAbsent(other, new Bond(one, judgement));
    }

    private boolean forbiddenByWord(Set<Long> left, Set<Long> right) {
        return words.stream()
                .filter(word -> !word.same())
                .anyMatch(word -> (left.contains(word.one()) && right.contains(word.other()))
                        || (left.contains(word.other()) && right.contains(word.one())));
    }

    private boolean forbiddenByModel(Set<Long> left, Set<Long> right) {
        for (Set<Long> mine : groups(left)) {
            for (Set<Long> theirs : groups(right)) {
                if (eachForbidden(mine, theirs)) {
                    return true;
                }
            }
        }
        return false;
    }

    private Set<Set<Long>> groups(Set<Long> cluster) {
        var groups = new HashSet<Set<Long>>();
        cluster.forEach(member -> groups.add(joinedByWord.getOrDefault(member, Set.of(member))));
        return groups;
    }

    private boolean eachForbidden(Set<Long> mine, Set<Long> theirs) {
        for (Long one : mine) {
            for (Long other : theirs) {
                if (!judge(one, other).forbids()) {
                    return false;
                }
            }
        }
        return true;
    }

    private List<Pair> pairs() {
        List<Registration> all = List.copyOf(registrations.values());
        var pairs = new ArrayList<Pair>();
        for (int i = 0; i < all.size(); i++) {
            for (int j = i + 1; j < all.size(); j++) {
                Judgement judgement = judge(all.get(i).compartment(), all.get(j).compartment());
                if (judgement.verdict() == Judgement.Verdict.SAME) {
                    pairs.add(new Pair(all.get(i), all.get(j), judgement));
                }
            }
        }
        pairs.sort(Comparator.comparingDouble((Pair pair) -> -pair.judgement().bits())
                .thenComparingLong(
                        pair -> Math.min(pair.one().order(), pair.other().order()))
                .thenComparingLong(
                        pair -> Math.max(pair.one().order(), pair.other().order()))
                .thenComparingLong(
                        pair -> Math.min(pair.one().compartment(), pair.other().compartment()))
                .thenComparingLong(
                        pair -> Math.max(pair.one().compartment(), pair.other().compartment())));
        return pairs;
    }

    private Judgement judge(long one, long other) {
        long low = Math.min(one, other);
        long high = Math.max(one, other);
        return judgements
                .computeIfAbsent(low, none -> new HashMap<>())
                .computeIfAbsent(high, none -> model.judge(registration(low), registration(high)));
    }

    private Registration registration(long compartment) {
        Registration registration = registrations.get(compartment);
        if (registration == null) {
            throw new IllegalStateException("a registration of another partition");
        }
        return registration;
    }

    private Set<Long> clusterOf(long compartment) {
        return clusterOf.getOrDefault(compartment, Set.of());
    }
}
