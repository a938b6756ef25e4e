package org.tongmai.directory.terminology;

import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tongmai.kernel.Problem;
import org.tongmai.store.Json;
import tools.jackson.databind.node.ObjectNode;

/** All terminology as it stands at one moment; answers the questions of FHIR's terminology service. */
public final class Vocabulary {

    /** Memory for the value sets that were worked out lately. */
    private static final long MEMBERS_BYTES_MAX = 32L << 20;

    private final Catalogue catalogue;
    private final Clock clock;
    private final Shelf<String, ValueSetCompiler.Worked> done;

    Vocabulary(Catalogue catalogue, Clock clock) {
        this(catalogue, clock, shelf());
    }

    private Vocabulary(Catalogue catalogue, Clock clock, Shelf<String, ValueSetCompiler.Worked> done) {
        this.catalogue = catalogue;
        this.clock = clock;
        this.done = done;
    }

    /**
     * The vocabulary of another catalogue; the value sets that were worked out stay, save those that went through what changed.
     *
     * @param changed canonical URLs
     */
    Vocabulary with(Catalogue other, Set<String> changed) {
        return new Vocabulary(other, clock, done.only(each -> Collections.disjoint(each.touched(), changed)));
    }

    private static Shelf<String, ValueSetCompiler.Worked> shelf() {
        return new Shelf<>(MEMBERS_BYTES_MAX, each -> each.members().weight());
    }

    /**
     * The value set with its codes listed.
     *
     * @return a ValueSet resource with an expansion
     * @throws Problem {@code directory.*}
     */
    public ObjectNode expand(Which valueSet, Expand how) {
        return new Expansion(resource(valueSet), members(valueSet, how.versions()), how).at(clock.instant());
    }

    private ObjectNode resource(Which valueSet) {
        return switch (valueSet) {
            case Which.Inline inline -> inline.resource().deepCopy();
            case Which.Stored stored -> stored("ValueSet", stored.id()).tree();
            case Which.Url url ->
                catalogue
                        .find("ValueSet", url.canonical())
                        .map(CanonicalResource::tree)
                        .orElseGet(() -> Json.object()
                                .put("resourceType", "ValueSet")
                                .put("url", url.canonical().url())
                                .put("status", "active"));
        };
    }

    /** What a value set contains. */
    Members members(Which valueSet, Versions versions) {
        var compiler = new ValueSetCompiler(catalogue, versions, versions.any() ? done : shelf());
        return switch (valueSet) {
            case Which.Inline inline -> compiler.inline(inline.resource());
            case Which.Stored stored -> compiler.stored(stored("ValueSet", stored.id()), stored.id());
            case Which.Url url -> compiler.named(url.canonical());
        };
    }

    private CanonicalResource stored(String type, String id) {
        return catalogue
                .stored(type, id)
                .orElseThrow(
                        () -> type.equals("ValueSet") ? Refusals.valueSetUnknown(id) : Refusals.codeSystemUnknown(id));
    }

    /**
     * Whether one of the codings is in a value set.
     *
     * @param language of the display told; null for the code system's own
     * @param abstractAllowed whether codes that are not for use in records count
     * @throws Problem {@code directory.value-set-unknown} and others
     */
    public Verdict validate(Which valueSet, List<Coding> codings, @Nullable String language, boolean abstractAllowed) {
        return validate(valueSet, codings, language, abstractAllowed, Versions.ANY);
    }

    /** As above, with code systems in the versions asked. */
    public Verdict validate(
            Which valueSet,
            List<Coding> codings,
            @Nullable String language,
            boolean abstractAllowed,
            Versions versions) {
        return new CodeCheck(catalogue, language, abstractAllowed)
                .in(members(valueSet, versions), called(valueSet), codings);
    }

    private static String called(Which which) {
        return switch (which) {
            case Which.Url url -> url.canonical().toString();
            case Which.Stored stored -> stored.id();
            case Which.Inline inline -> inline.resource().path("url").asString("");
        };
    }

    /**
     * Whether a code is one of its system's.
     *
     * @throws Problem {@code directory.code-system-unknown}
     */
    public Verdict validate(Which codeSystem, Coding coding, @Nullable String language) {
        return new CodeCheck(catalogue, language, true).of(system(codeSystem, coding.version()), coding);
    }

    private CodeSystem system(Which which, @Nullable String version) {
        return switch (which) {
            case Which.Url url -> {
                Canonical wanted = url.canonical().or(version);
                yield catalogue.codeSystem(wanted).orElseThrow(() -> Refusals.codeSystemUnknown(wanted.toString()));
            }
            case Which.Stored stored -> catalogue.listed(stored("CodeSystem", stored.id()));
            case Which.Inline inline -> new ListedSystem(ConceptReader.read(Json.bytes(inline.resource())), List.of());
        };
    }

    /** True where the concepts of this system are known. */
    public boolean knowsCodeSystem(String url) {
        return catalogue.codeSystem(Canonical.of(url)).isPresent();
    }

    /** True where a value set of this URL is known. */
    public boolean knowsValueSet(String canonical) {
        Canonical wanted = Canonical.of(canonical);
        return catalogue.find("ValueSet", wanted).isPresent()
                || catalogue.implicit(wanted.url()).isPresent();
    }

    /** The definition of a type that a canonical names, as JSON in UTF-8. */
    public Optional<byte[]> definition(String type, String canonical) {
        return catalogue.find(type, Canonical.of(canonical)).map(CanonicalResource::body);
    }

    /** A code system without its concepts; empty where it is not known. */
    public Optional<ObjectNode> codeSystem(String canonical) {
        return catalogue.find("CodeSystem", Canonical.of(canonical)).map(CanonicalResource::header);
    }

    /**
     * What is known of a code.
     *
     * @throws Problem {@code directory.code-system-unknown}, {@code directory.code-unknown}
     */
    public Concept lookup(Coding coding, @Nullable String language) {
        CodeSystem system = system(new Which.Url(Canonical.of(String.valueOf(coding.system()))), coding.version());
        return switch (system) {
            case OpenSystem open ->
                new Concept(
                        open.title(),
                        null,
                        coding.code(),
                        open.display(coding.code(), language)
                                .orElseThrow(() -> Refusals.codeUnknown(coding.code(), open.url())),
                        null,
                        false,
                        false,
                        List.of(),
                        List.of(),
                        List.of(),
                        List.of());
            case ListedSystem listed -> concept(listed, number(listed, coding.code()), language);
        };
    }

    private static int number(ListedSystem system, String code) {
        int concept = system.table().find(code);
        if (concept < 0) {
            throw Refusals.codeUnknown(code, system.url());
        }
        return concept;
    }

    private static Concept concept(ListedSystem system, int concept, @Nullable String language) {
        ConceptTable table = system.table();
        return new Concept(
                system.title(),
                system.version(),
                table.code(concept),
                system.display(concept, language),
                Coding.text(table.more(concept), "definition"),
                table.inactive(concept),
                table.isAbstract(concept),
                system.designations(concept),
                system.properties(concept),
                codes(table, table.parents().of(concept)),
                codes(table, table.children().of(concept)));
    }

    private static List<String> codes(ConceptTable table, int[] concepts) {
        return Arrays.stream(concepts).mapToObj(table::code).toList();
    }

    /**
     * How two codes of a system relate.
     *
     * @throws Problem {@code directory.code-system-unknown}, {@code directory.code-unknown}
     */
    public Subsumption subsumes(Which codeSystem, @Nullable String version, String a, String b) {
        return switch (system(codeSystem, version)) {
            case OpenSystem open -> {
                for (String code : List.of(a, b)) {
                    if (!open.contains(code)) {
                        throw Refusals.codeUnknown(code, open.url());
                    }
                }
                yield a.equals(b) ? Subsumption.EQUIVALENT : Subsumption.NOT_SUBSUMED;
            }
            case ListedSystem listed -> {
                int left = number(listed, a);
                int right = number(listed, b);
                yield left == right
                        ? Subsumption.EQUIVALENT
                        : listed.table().parents().reach(right).get(left)
                                ? Subsumption.SUBSUMES
                                : listed.table().parents().reach(left).get(right)
                                        ? Subsumption.SUBSUMED_BY
                                        : Subsumption.NOT_SUBSUMED;
            }
        };
    }

    /** A code with all above it, or all below it; the code alone where its system is not known. */
    List<String> branch(String system, String code, boolean up) {
        CodeSystem found = catalogue.codeSystem(Canonical.of(system)).orElse(null);
        if (found instanceof ListedSystem listed && listed.contains(code)) {
            ConceptTable table = listed.table();
            var out = new ArrayList<String>();
            (up ? table.parents() : table.children())
                    .reach(table.find(code)).stream().forEach(each -> out.add(table.code(each)));
            return out;
        }
        return List.of(code);
    }

    /**
     * What codes become in another system.
     *
     * @throws Problem {@code directory.concept-map-unknown}
     */
    public Translation translate(Translation.Question question) {
        return new Translator(catalogue, question).translate();
    }
}
