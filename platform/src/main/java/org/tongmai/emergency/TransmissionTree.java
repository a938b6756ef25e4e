package org.tongmai.emergency;

import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * People of an event, who met whom, and how it spread. Pure: no names, no I/O.
 *
 * @param generations cases by generation: 0 has no known source and infected somebody
 * @param single cases that are in no chain
 * @param infectedByEach infections by each case of a chain of generation 0, 1, …; null where the generation has none: the mean number that a
 *     case of it is known to have infected
 * @param serialInterval days from the source's onset to that of whom it infected
 * @param generationInterval days from the last exposure that infected the source to that which infected the next
 */
record TransmissionTree(
        List<Node> nodes,
        List<Meeting> links,
        Map<Integer, Integer> generations,
        int single,
        Map<Integer, Double> infectedByEach,
        Interval serialInterval,
        Interval generationInterval) {

    /**
     * One person.
     *
     * @param generation in the chain; null for who is in none
     * @param infected how many this person is held to have infected
     */
    record Node(
            int number,
            @Nullable Classification classification,
            boolean wasContact,
            @Nullable LocalDate onset,
            @Nullable Ending ending,
            @Nullable Integer generation,
            int infected) {}

    /**
     * Days between pairs.
     *
     * @param pairs how many are known; the others are null without any
     * @param deviation standard deviation of the sample; null below two pairs
     */
    record Interval(
            int pairs,
            @Nullable Double mean,
            @Nullable Double deviation,
            @Nullable Double median,
            @Nullable Long least,
            @Nullable Long most) {

        static Interval of(List<Long> days) {
            if (days.isEmpty()) {
                return new Interval(0, null, null, null, null, null);
            }
            long[] sorted = days.stream().mapToLong(Long::longValue).sorted().toArray();
            int count = sorted.length;
            double mean = Arrays.stream(sorted).average().orElseThrow();
            double squares = Arrays.stream(sorted)
                    .mapToDouble(each -> (each - mean) * (each - mean))
                    .sum();
            return new Interval(
                    count,
                    mean,
                    count < 2 ? null : Math.sqrt(squares / (count - 1)),
                    (sorted[(count - 1) / 2] + sorted[count / 2]) / 2.0,
                    sorted[0],
                    sorted[count - 1]);
        }
    }

    /** What these people and meetings add up to; infections form no circle, and one from or of who is no case does not count. */
    static TransmissionTree of(List<Person> people, List<Meeting> links) {
        Set<Integer> cases =
                people.stream().filter(Person::isCase).map(Person::number).collect(Collectors.toUnmodifiableSet());
        Map<Integer, Meeting> source = new HashMap<>();
        Map<Integer, List<Integer>> infected = new HashMap<>();
        for (Meeting each : links) {
            if (each.infected() && cases.contains(each.source()) && cases.contains(each.target())) {
                source.put(each.target(), each);
                infected.computeIfAbsent(each.source(), of -> new ArrayList<>()).add(each.target());
            }
        }
        Map<Integer, Integer> generation = generations(source, infected);
        Map<Integer, LocalDate> onsets = new HashMap<>();
        people.forEach(each -> {
            if (each.onset() != null) {
                onsets.put(each.number(), each.onset());
            }
        });
        List<Long> serial = new ArrayList<>();
        List<Long> between = new ArrayList<>();
        for (Meeting each : source.values()) {
            add(serial, onsets.get(each.source()), onsets.get(each.target()));
            Meeting before = source.get(each.source());
            add(between, before == null ? null : before.lastOn(), each.lastOn());
        }
        Map<Integer, Integer> counts = new TreeMap<>();
        Map<Integer, Integer> next = new TreeMap<>();
        generation.forEach((person, at) -> {
            counts.merge(at, 1, Integer::sum);
            next.merge(at, infected.getOrDefault(person, List.of()).size(), Integer::sum);
        });
        Map<Integer, Double> each = new TreeMap<>();
        counts.forEach((at, count) -> each.put(at, next.getOrDefault(at, 0) / (double) count));
        return new TransmissionTree(
                people.stream()
                        .map(person -> node(
                                person,
                                generation.get(person.number()),
                                infected.getOrDefault(person.number(), List.of())
                                        .size()))
                        .toList(),
                links,
                counts,
                (int) people.stream()
                        .filter(person -> person.isCase() && !generation.containsKey(person.number()))
                        .count(),
                each,
                Interval.of(serial),
                Interval.of(between));
    }

    private static Node node(Person person, @Nullable Integer generation, int infected) {
        return new Node(
                person.number(),
                person.classification(),
                person.wasContact(),
                person.onset(),
                person.ending(),
                generation,
                infected);
    }

    /** Breadth first from those who infected somebody and have no known source. */
    private static Map<Integer, Integer> generations(
            Map<Integer, Meeting> source, Map<Integer, List<Integer>> infected) {
        Map<Integer, Integer> generation = new HashMap<>();
        Deque<Integer> waiting = new ArrayDeque<>();
        for (Integer person : infected.keySet()) {
            if (!source.containsKey(person)) {
                generation.put(person, 0);
                waiting.add(person);
            }
        }
        while (!waiting.isEmpty()) {
            Integer person = waiting.remove();
            int next = generation.getOrDefault(person, 0) + 1;
            for (Integer each : infected.getOrDefault(person, List.of())) {
                generation.put(each, next);
                waiting.add(each);
            }
        }
        return generation;
    }

    private static void add(List<Long> days, @Nullable LocalDate from, @Nullable LocalDate to) {
        if (from != null && to != null) {
            days.add(ChronoUnit.DAYS.between(from, to));
        }
    }
}
