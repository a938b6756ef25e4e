package org.tongmai.directory.terminology;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Says whether codes are valid, and what is wrong with those that are not. */
final class CodeCheck {

    private final Catalogue catalogue;
    private final @Nullable String language;
    private final boolean abstractAllowed;

    CodeCheck(Catalogue catalogue, @Nullable String language, boolean abstractAllowed) {
        this.catalogue = catalogue;
        this.language = language;
        this.abstractAllowed = abstractAllowed;
    }

    /** One of the codings must be in the value set, with a right display if any. */
    Verdict in(Members members, String valueSet, List<Coding> codings) {
        var messages = new ArrayList<String>();
        boolean decided = true;
        for (Coding coding : codings) {
            Verdict verdict = in(members, valueSet, coding);
            if (verdict.valid()) {
                return verdict;
            }
            messages.add(String.valueOf(verdict.message()));
            decided &= verdict.decided();
            if (codings.size() == 1) {
                return verdict;
            }
        }
        return new Verdict(
                false, decided, messages.isEmpty() ? "There is no code to look at." : String.join(" ", messages), null);
    }

    private Verdict in(Members members, String valueSet, Coding coding) {
        String code = coding.code();
        if (code.isEmpty()) {
            return Verdict.no("There is no code to look at.");
        }
        String system = coding.system();
        if (system == null) {
            List<String> systems = members.systemsOf(code);
            if (systems.size() != 1) {
                return Verdict.no(
                        systems.isEmpty()
                                ? "The code '" + code + "' is not in the value set '" + valueSet + "'."
                                : "The code '" + code
                                        + "' is in several systems of the value set; a system must be told.");
            }
            system = systems.getFirst();
        }
        Part part = members.part(system, coding.version(), code);
        if (part != null) {
            return found(part, coding, system);
        }
        OpenSystem open = OpenSystem.of(system);
        if (open != null && members.has(system, code)) {
            return Verdict.yes(
                    null,
                    new Coding(
                            system,
                            null,
                            code,
                            Objects.requireNonNullElse(
                                    coding.display(),
                                    open.display(code, language).orElse(code))));
        }
        String named = coding.version() == null ? system : system + "|" + coding.version();
        if (members.mayHave(system)) {
            return new Verdict(
                    false,
                    false,
                    "The code system '" + named + "' is not known here, so that it cannot be said whether the code '"
                            + code + "' is valid.",
                    null);
        }
        return Verdict.no("The code '" + named + "#" + code + "' is not in the value set '" + valueSet + "'."
                + elsewhere(system, code));
    }

    /** Whether it is at least a code. */
    private String elsewhere(String system, String code) {
        return catalogue
                .codeSystem(new Canonical(system, null))
                .filter(each -> !each.contains(code) && !(each instanceof ListedSystem listed && !listed.complete()))
                .map(each -> " It is not a code of its system, either.")
                .orElse("");
    }

    private Verdict found(Part part, Coding coding, String system) {
        ConceptTable table = part.system().table();
        int concept = table.find(coding.code());
        if (table.isAbstract(concept) && !abstractAllowed) {
            return Verdict.no("The code '" + coding.code() + "' is abstract and not for use in a record.");
        }
        String right = Expansion.display(part, concept, language);
        var named = new Coding(system, part.system().version(), table.code(concept), right);
        String given = coding.display();
        if (given == null || right(part, concept, given)) {
            return Verdict.yes(table.inactive(concept) ? "The code is inactive." : null, named);
        }
        return wrongDisplay(given, named);
    }

    private static boolean right(Part part, int concept, String given) {
        JsonNode own = part.own().get(concept);
        String display = part.system().table().display(concept);
        return display == null && own == null
                || same(display, given)
                || own != null && same(own.path("display").asString(""), given)
                || Expansion.designations(part, concept).stream().anyMatch(each -> same(each.value(), given));
    }

    /** A code of a system, whatever the value set. */
    Verdict of(CodeSystem system, Coding coding) {
        if (coding.version() != null
                && system.version() != null
                && !coding.version().equals(system.version())) {
            return Verdict.no("The code system '" + system.url() + "' is looked at in version '" + system.version()
                    + "', the code was given in '" + coding.version() + "'.");
        }
        return switch (system) {
            case OpenSystem open ->
                open.display(coding.code(), language)
                        .map(display -> Verdict.yes(null, new Coding(open.url(), null, coding.code(), display)))
                        .orElseGet(() -> Verdict.no("'" + coding.code() + "' is not a code of " + open.title() + "."));
            case ListedSystem listed -> {
                int concept = listed.table().find(coding.code());
                if (concept >= 0) {
                    yield found(
                            new Part(listed, null, new java.util.BitSet(), java.util.Map.of()), coding, listed.url());
                }
                yield listed.complete()
                        ? Verdict.no("The code '" + coding.code() + "' is not in '"
                                + new Canonical(listed.url(), listed.version()) + "'.")
                        : Verdict.yes(
                                "Only a part of '" + listed.url() + "' is known here, and the code is not in it.",
                                new Coding(listed.url(), listed.version(), coding.code(), coding.display()));
            }
        };
    }

    private static Verdict wrongDisplay(String given, Coding right) {
        return new Verdict(
                false,
                true,
                "The display '" + given + "' is not one of the code '" + right.code() + "'; right is '"
                        + right.display() + "'.",
                right);
    }

    private static boolean same(@Nullable String a, String b) {
        return a != null
                && a.strip().replaceAll("\\s+", " ").equalsIgnoreCase(b.strip().replaceAll("\\s+", " "));
    }
}
