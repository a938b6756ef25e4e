package org.tongmai.access;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.tongmai.kernel.Problem;
import org.tongmai.store.Part;

/**
 * What the scopes of a token let its bearer do, whatever the account or system may do otherwise. It narrows each decision of
 * {@link Access}, so that whatever is asked obeys it, and is asked before each interaction.
 *
 * <p>A token whose scopes speak of a patient in context, or that was made for one, reaches that person only.
 */
public final class Limit {

    private static final String EVERY_LETTER = "cruds";

    private final List<SmartScope> scopes;
    private final @Nullable Long patient;
    private final @Nullable Long grant;

    private Limit(List<SmartScope> scopes, @Nullable Long patient, @Nullable Long grant) {
        this.scopes = List.copyOf(scopes);
        this.patient = patient;
        this.grant = grant;
    }

    /**
     * The limit that these scopes make; others than those about resources are passed over.
     *
     * @param patient source patient in context; null where there is none
     * @param grant number of what was allowed to an application; null for a system
     * @throws Problem {@code access.scope-unsupported}, {@code access.scopes-crossed}
     */
    static Limit of(Iterable<String> words, @Nullable Long patient, @Nullable Long grant) {
        List<SmartScope> scopes = new ArrayList<>();
        for (String word : new TreeSet<>(set(words))) {
            if (SmartScope.isOne(word)) {
                scopes.add(SmartScope.parse(word));
            }
        }
        for (SmartScope one : scopes) {
            for (SmartScope other : scopes) {
                if (one.crosses(other)) {
                    throw crossed();
                }
            }
        }
        boolean nobody = patient == null && scopes.stream().anyMatch(each -> each.level() == SmartScope.Level.PATIENT);
        return new Limit(nobody ? List.of() : scopes, patient, grant);
    }

    private static Set<String> set(Iterable<String> words) {
        var set = new LinkedHashSet<String>();
        words.forEach(set::add);
        return set;
    }

    /** As {@link #text} wrote it. */
    public static Limit parse(String text) {
        String[] fields = text.split("\n", -1);
        return of(
                Arrays.asList(fields[2].split(" ")),
                fields[0].isEmpty() ? null : Long.valueOf(fields[0]),
                fields[1].isEmpty() ? null : Long.valueOf(fields[1]));
    }

    /** So that work which goes on after its request keeps its limit. */
    public String text() {
        return Objects.toString(patient, "") + "\n" + Objects.toString(grant, "") + "\n" + words();
    }

    private String words() {
        return scopes.stream().map(SmartScope::text).collect(Collectors.joining(" "));
    }

    /** Source patient in context. */
    @Nullable
    Long patient() {
        return patient;
    }

    /** Number of what an account allowed an application. */
    @Nullable
    Long grant() {
        return grant;
    }

    /** The resources that may be seen, of whomever. */
    Part part() {
        List<SmartScope> seeing = scopes.stream().filter(SmartScope::sees).toList();
        if (seeing.stream().anyMatch(each -> each.part().equals(Part.all()))) {
            return Part.all();
        }
        List<Part> parts = new ArrayList<>();
        Set<String> whole = seeing.stream()
                .filter(each -> !each.restricted())
                .map(SmartScope::type)
                .collect(Collectors.toCollection(TreeSet::new));
        parts.add(Part.ofTypes(whole));
        seeing.stream()
                .filter(each -> each.restricted() && !whole.contains(each.type()))
                .forEach(each -> parts.add(each.part()));
        return Part.either(parts);
    }

    /** Whether everything is allowed that the bearer may do anyway. */
    public boolean whole() {
        return patient == null
                && EVERY_LETTER
                        .chars()
                        .allMatch(letter -> scopes.stream()
                                .anyMatch(each ->
                                        each.everyType() && each.letters().indexOf(letter) >= 0));
    }

    /**
     * Sees to it that resources of a type may be handled in a way.
     *
     * @param letter of {@code cruds}: create, read, update, delete, search
     * @throws Problem {@code access.scope-insufficient}
     */
    public void require(String type, char letter) {
        if (scopes.stream().noneMatch(each -> each.allows(type, letter))) {
            throw insufficient();
        }
    }

    /** @throws Problem {@code access.scope-insufficient} unless everything is allowed */
    public void requireWhole() {
        if (!whole()) {
            throw insufficient();
        }
    }

    private static Problem insufficient() {
        return new Problem(
                Problem.Kind.FORBIDDEN,
                "access.scope-insufficient",
                "The scopes of this access token do not allow this.",
                "A token opens what its scopes name, whatever the account or system may do otherwise.",
                "Ask for a token with a scope that names this resource type and this way of using it.");
    }

    private static Problem crossed() {
        return new Problem(
                Problem.Kind.INVALID,
                "access.scopes-crossed",
                "Two scopes restrict reading and searching of the same resources differently.",
                "Reading and searching show the same content, so one category for reading and another for searching is not carried out.",
                "Ask for rs with the same restriction.");
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Limit limit && limit.text().equals(text());
    }

    @Override
    public int hashCode() {
        return text().hashCode();
    }

    @Override
    public String toString() {
        return words();
    }
}
