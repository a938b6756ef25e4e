package org.tongmai.directory.terminology;

import java.time.Clock;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tongmai.directory.Directory;
import org.tongmai.kernel.Problem;
import org.tongmai.store.Edition;
import org.tongmai.store.Scope;
import org.tongmai.store.Store;
import org.tongmai.store.Terms;

/**
 * Code systems, value sets and concept maps, as they stand.
 *
 * <p>A question first counts the versions of terminology resources in the store, in one statement on the primary key: what was
 * posted on any node a moment ago counts at once, and what did not change is not read again.
 */
public final class Terminology implements Terms {

    private static final Logger LOG = LoggerFactory.getLogger(Terminology.class);

    private static final Set<String> TYPES = Set.of("CodeSystem", "ValueSet", "ConceptMap");

    /** Codes of a value set that a search takes. */
    private static final int MEMBERS_MAX = 50_000;

    private final Store store;
    private final Directory directory;
    private final Clock clock;
    private final Catalogue.Tables tables = new Catalogue.Tables();
    private final Map<Edition, CanonicalResource> read = new HashMap<>();
    private volatile @Nullable Standing standing;

    /**
     * @param count of versions when it was read
     * @param daily the platform's own code tables, which change with the day
     * @param changing these and the store's
     */
    private record Standing(
            long count,
            LocalDate day,
            List<CanonicalResource> daily,
            Set<CanonicalResource> changing,
            Vocabulary vocabulary) {}

    Terminology(Store store, Directory directory, Clock clock) {
        this.store = store;
        this.directory = directory;
        this.clock = clock;
    }

    /** All terminology at this moment. */
    public Vocabulary now() {
        long count = store.editionCount(TYPES);
        LocalDate day = LocalDate.now(clock);
        Standing last = standing;
        return last != null && last.count == count && last.day.equals(day) ? last.vocabulary : renew(count, day);
    }

    private synchronized Vocabulary renew(long count, LocalDate day) {
        Standing last = standing;
        if (last != null && last.count == count && last.day.equals(day)) {
            return last.vocabulary;
        }
        var stored = new HashMap<String, CanonicalResource>();
        List<Edition> editions = store.editions(TYPES);
        read.keySet().retainAll(Set.copyOf(editions));
        for (int i = 0; i < editions.size(); i++) {
            Edition edition = editions.get(i);
            CanonicalResource resource = read.get(edition);
            if (resource == null) {
                resource = resource(edition, i);
                read.put(edition, resource);
            }
            stored.put(edition.type() + "/" + edition.id(), resource);
        }
        List<CanonicalResource> daily =
                last != null && last.day.equals(day) ? last.daily : TableSystems.all(directory, day);
        var others = new ArrayList<>(PackagedDefinitions.all());
        others.addAll(JdkSystems.all());
        others.addAll(daily);
        var catalogue = new Catalogue(stored, others, tables);
        Set<CanonicalResource> changing = new HashSet<>(stored.values());
        changing.addAll(daily);
        Vocabulary vocabulary = last == null
                ? new Vocabulary(catalogue, clock)
                : last.vocabulary.with(catalogue, changed(last.changing, changing));
        standing = new Standing(count, day, daily, changing, vocabulary);
        return vocabulary;
    }

    /** The canonical URLs of which not all is said as before. */
    private static Set<String> changed(Set<CanonicalResource> before, Set<CanonicalResource> now) {
        var urls = new HashSet<String>();
        before.stream().filter(each -> !now.contains(each)).forEach(each -> urls.addAll(each.speaksOf()));
        now.stream().filter(each -> !before.contains(each)).forEach(each -> urls.addAll(each.speaksOf()));
        return urls;
    }

    private CanonicalResource resource(Edition edition, int order) {
        LOG.debug("Reading {}/{} version {}", edition.type(), edition.id(), edition.version());
        return CanonicalResource.of(body(edition), true, order, () -> body(edition));
    }

    private byte[] body(Edition edition) {
        return store.version(edition.type(), edition.id(), edition.version(), Scope.everything())
                .orElseThrow()
                .json();
    }

    // -- for search

    @Override
    public Set<Term> members(String valueSetUrl) {
        Members members;
        try {
            members = now().members(Which.url(valueSetUrl), Versions.ANY);
        } catch (Problem problem) {
            throw problem.code().equals("directory.value-set-unknown") ? unknown() : problem;
        }
        if (!members.unknown().isEmpty()) {
            throw Refusals.codeSystemUnknown(members.unknown().iterator().next().toString());
        }
        if (!members.open().isEmpty()) {
            throw Refusals.unbounded(members.open().getFirst().system().url());
        }
        if (members.size() > MEMBERS_MAX) {
            throw Refusals.tooLarge(members.size(), MEMBERS_MAX);
        }
        var out = new LinkedHashSet<Term>();
        for (Part part : members.parts()) {
            part.each(concept ->
                    out.add(new Term(part.system().url(), part.system().table().code(concept))));
        }
        return out;
    }

    private static Problem unknown() {
        return new Problem(
                Problem.Kind.INVALID,
                "store.value-set-unknown",
                "The value set of the search is not known here.",
                "The modifiers :in and :not-in take the canonical URL of a value set that this server knows.",
                "Post the ValueSet, or check its canonical URL and version.");
    }

    @Override
    public Set<Term> below(@Nullable String system, String code) {
        return branch(system, code, false);
    }

    @Override
    public Set<Term> above(@Nullable String system, String code) {
        return branch(system, code, true);
    }

    private Set<Term> branch(@Nullable String system, String code, boolean up) {
        if (system == null) {
            return Set.of(new Term(null, code));
        }
        var out = new LinkedHashSet<Term>();
        now().branch(system, code, up).forEach(each -> out.add(new Term(system, each)));
        return out;
    }
}
