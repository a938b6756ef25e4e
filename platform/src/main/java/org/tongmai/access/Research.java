package org.tongmai.access;

import java.time.Clock;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.tongmai.store.Part;
import org.tongmai.store.Scope;
import org.tongmai.store.Scope.Grant;

/**
 * What may be read for research that was approved: whole persons who did not refuse it, without special classes that the approval
 * does not name. Asked anew for each part of an extraction, so that a refusal takes effect at the next part.
 *
 * @see <a href="https://www.gov.cn/zhengce/zhengceku/2023-02/28/content_5743658.htm">涉及人的生命科学和医学研究伦理审查办法 (2023) 21, 32</a>
 */
public final class Research {

    /** How the trace calls it. */
    private static final String INTERACTION = "research";

    /** Source patients in one entry of the trace. */
    private static final int TOGETHER = 1_000;

    private final Subjects subjects;
    private final RuleStore rules;
    private final Looks looks;
    private final Clock clock;

    Research(Subjects subjects, RuleStore rules, Looks looks, Clock clock) {
        this.subjects = subjects;
        this.rules = rules;
        this.looks = looks;
        this.clock = clock;
    }

    /**
     * Persons of whom something may be read.
     *
     * @param persons number in the index, and all source patients of each
     * @param refused how many were left out because they refuse research
     */
    public record Reach(Map<Long, Set<Long>> persons, int refused, Scope scope) {}

    /**
     * Of these source patients, the persons that have their first here: whoever goes through all source patients in order meets
     * each person once. Source patients that are linked to no person are left out.
     *
     * @param classes special classes that the approval names
     */
    public Reach reach(Set<Long> compartments, Set<Sensitivity> classes) {
        Map<Long, Long> numbers = subjects.persons(compartments);
        Map<Long, Set<Long>> together = subjects.samePersons(numbers.keySet());
        Map<Long, Set<Long>> persons = new TreeMap<>();
        numbers.forEach((compartment, person) -> {
            Set<Long> all = together.getOrDefault(compartment, Set.of(compartment));
            if (Collections.min(all).equals(compartment)) {
                persons.put(person, new TreeSet<>(all));
            }
        });
        Set<Long> everything = persons.values().stream().flatMap(Set::stream).collect(Collectors.toUnmodifiableSet());
        Set<Long> against = rules.againstResearch(everything, clock.instant());
        int before = persons.size();
        persons.values().removeIf(each -> !Collections.disjoint(each, against));
        Set<Long> left = persons.values().stream().flatMap(Set::stream).collect(Collectors.toUnmodifiableSet());
        Part part = Part.all().less(Part.labelled(Sensitivity.allBut(classes)));
        return new Reach(persons, before - persons.size(), Scope.granted(List.of(new Grant(left, part))));
    }

    /**
     * Records the look of a project at these source patients, durable when this returns; each resident sees it with the name of the
     * project.
     *
     * @param project its title
     * @param read of each source patient the resource types read, and how many of each
     * @throws org.tongmai.kernel.Problem {@code access.trace-not-written}: nothing may be used
     */
    public void read(Caller researcher, String project, Map<Long, ? extends Map<String, Integer>> read) {
        Map<Long, Map<String, Integer>> some = new HashMap<>();
        Caller named = researcher.called(researcher.name() + "（科研项目：" + project + "）");
        for (var each : read.entrySet()) {
            some.put(each.getKey(), Map.copyOf(each.getValue()));
            if (some.size() == TOGETHER) {
                looks.shown(named, Purpose.RESEARCH, INTERACTION, some);
                some.clear();
            }
        }
        looks.shown(named, Purpose.RESEARCH, INTERACTION, some);
    }
}
