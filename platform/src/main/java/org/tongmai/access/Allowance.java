package org.tongmai.access;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tongmai.store.Part;
import org.tongmai.store.Scope.Grant;

/**
 * What a doctor may see of one person beyond treatment, by the resident's word: requests that were granted and standing rules,
 * compiled. Deny beats permit, whichever permits; what an emergency opens is denied by no rule.
 *
 * @param permitted of records of other institutions
 * @param withheld whichever permits it
 * @param others source patients of other institutions of which something may be seen
 * @param denied whether a rule denies this doctor something. It follows from the rules alone and tells nothing of the record
 * @param permitting the rules that permit
 * @param once the rule for one look that is there; where it was asked for, {@code permitted} has what it opens
 */
record Allowance(
        List<Grant> permitted,
        List<Grant> withheld,
        Set<Long> others,
        boolean denied,
        List<Rule> permitting,
        @Nullable OneTime once) {

    /** The doctor's ground to see what other institutions have, beside what rules say. */
    record Grounds(List<Permission> granted, boolean emergency) {}

    /**
     * @param own source patients of the doctor's institution
     * @param rules in force
     * @param looking whether a rule for one look opens something: the look that follows uses it up
     */
    static Allowance of(
            Caller doctor, Set<Long> own, Set<Long> elsewhere, Grounds grounds, List<Rule> rules, boolean looking) {
        String institution = String.valueOf(doctor.institution());
        List<Grant> permitted = new ArrayList<>();
        grounds.granted().forEach(each -> permitted.addAll(Grants.of(each, elsewhere)));
        List<Rule> standing = rules.stream()
                .filter(each -> !each.once() && each.permits(doctor.account(), institution))
                .toList();
        standing.forEach(each -> permitted.addAll(each.opened(elsewhere)));
        OneTime once = once(doctor, institution, elsewhere, rules);
        if (looking && once != null) {
            rules.stream()
                    .filter(each -> each.id().equals(once.id()))
                    .forEach(each -> permitted.addAll(each.opened(elsewhere)));
        }
        if (grounds.emergency() && !elsewhere.isEmpty()) {
            permitted.add(Emergencies.grant(elsewhere));
        }
        List<Rule> denying = rules.stream()
                .filter(each -> each.denies(doctor.account(), institution))
                .toList();
        List<Grant> withheld = denying.stream()
                .flatMap(each -> each.withheld(own, elsewhere).stream())
                .map(each -> grounds.emergency() ? Emergencies.besides(each) : each)
                .toList();
        return new Allowance(permitted, withheld, others(permitted, withheld), !denying.isEmpty(), standing, once);
    }

    /** One at a time, the oldest first, so that a look uses up one. */
    private static @Nullable OneTime once(Caller doctor, String institution, Set<Long> elsewhere, List<Rule> rules) {
        return rules.stream()
                .filter(each -> each.once() && each.permits(doctor.account(), institution))
                .sorted(Comparator.comparing(Rule::madeAt).thenComparing(Rule::id))
                .map(each -> new OneTime(
                        each.compartment(),
                        each.id(),
                        each.version(),
                        each.what().reach(elsewhere)))
                .filter(each -> !each.compartments().isEmpty())
                .findFirst()
                .orElse(null);
    }

    private static Set<Long> others(List<Grant> permitted, List<Grant> withheld) {
        Set<Long> others = new HashSet<>();
        permitted.forEach(each -> others.addAll(each.compartments()));
        withheld.stream()
                .filter(each -> each.part().equals(Part.all()))
                .forEach(each -> others.removeAll(each.compartments()));
        return others;
    }
}
