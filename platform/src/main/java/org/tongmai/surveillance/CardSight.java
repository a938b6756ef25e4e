package org.tongmai.surveillance;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.tongmai.access.Access;
import org.tongmai.access.Caller;
import org.tongmai.access.Looks;
import org.tongmai.access.Purpose;
import org.tongmai.access.Role;
import org.tongmai.store.Scope;
import org.tongmai.store.Store;

/**
 * Which cards somebody sees, and what of each. CDC staff see, by their duty under law, the cards of their region and all that these rest
 * on. A doctor sees those cards of the own institution that name the doctor or whose patient is treated there; what other institutions
 * found only as far as access permits it.
 */
final class CardSight {

    private final Jurisdiction.Finder jurisdictions;
    private final Access access;
    private final Store store;
    private final Looks looks;

    CardSight(Jurisdiction.Finder jurisdictions, Access access, Store store, Looks looks) {
        this.jurisdictions = jurisdictions;
        this.access = access;
        this.store = store;
        this.looks = looks;
    }

    Jurisdiction of(Caller caller) {
        return jurisdictions.of(caller);
    }

    boolean sees(Caller caller, ReportCard card) {
        return !seen(caller, List.of(card)).isEmpty();
    }

    /** Those of these cards that the caller sees, in their order. */
    List<ReportCard> seen(Caller caller, List<ReportCard> cards) {
        Jurisdiction of = of(caller);
        List<ReportCard> within = cards.stream().filter(of::sees).toList();
        if (of.institution() == null) {
            return within;
        }
        Set<Long> others = within.stream()
                .filter(each -> !wrote(caller, each))
                .map(ReportCard::compartment)
                .collect(Collectors.toUnmodifiableSet());
        Set<Long> treated = others.isEmpty() ? Set.of() : access.allowed(caller, Purpose.CARE, others);
        return within.stream()
                .filter(each -> wrote(caller, each) || treated.contains(each.compartment()))
                .toList();
    }

    private static boolean wrote(Caller caller, ReportCard card) {
        return !card.doctor().isBlank() && card.doctor().equals(caller.name());
    }

    /** What of a card's evidence the caller sees: of other institutions, a doctor sees what access permits. */
    List<CardEvidence.Support> supports(Caller caller, ReportCard card, List<CardEvidence.Support> all) {
        if (of(caller).institution() == null) {
            return all;
        }
        Map<Long, String> sources = store.sources(
                all.stream().map(CardEvidence.Support::compartment).collect(Collectors.toUnmodifiableSet()));
        Scope scope = access.decide(caller, Purpose.CARE, card.compartment()).scope();
        return all.stream()
                .filter(each -> card.institution().equals(sources.get(each.compartment()))
                        || store.read(each.type(), each.id(), scope).isPresent())
                .toList();
    }

    /** Records that a card is about to be shown, with what it rests on: a row for each source patient. */
    void shown(Caller caller, ReportCard card, List<CardEvidence.Support> supports) {
        var shown = new TreeMap<Long, Map<String, Integer>>();
        for (CardEvidence.Support each : supports) {
            shown.computeIfAbsent(each.compartment(), of -> new HashMap<>()).merge(each.type(), 1, Integer::sum);
        }
        Map<String, Integer> own = shown.computeIfAbsent(card.compartment(), of -> new HashMap<>());
        own.put("Patient", 1);
        own.putIfAbsent("Condition", 1);
        looks.shown(
                caller, caller.role() == Role.DOCTOR ? Purpose.CARE : Purpose.PUBLIC_HEALTH, ReportCards.LOOK, shown);
    }

    /** Records that these cases are about to be taken along as a table. */
    void taken(Caller caller, List<ReportCard> cases) {
        var shown = new TreeMap<Long, Map<String, Integer>>();
        cases.forEach(each -> shown.computeIfAbsent(each.compartment(), of -> new HashMap<>(Map.of("Patient", 1)))
                .merge("Condition", 1, Integer::sum));
        looks.shown(caller, Purpose.PUBLIC_HEALTH, "export", shown);
    }
}
