package org.tongmai.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.tongmai.kernel.Problem;
import tools.jackson.databind.node.ObjectNode;

/**
 * Whose a canonical URL is: of the institution that files a definition under it first, or of the platform.
 *
 * @see <a href="http://hl7.org/fhir/R4/references.html#canonical">FHIR R4 canonical URLs</a>
 */
final class CanonicalUrls {

    /** Definitions of one URL that are looked at: its versions, of one owner but for those of before owners were kept. */
    private static final int LOOKED_AT_MAX = 20;

    /** The types that others use by their canonical URL. */
    private static final Set<String> TYPES = ResourceTypes.names().stream()
            .filter(ResourceTypes::isDirectory)
            .filter(type -> {
                Definitions.Element url = Definitions.child(type, "url");
                return url != null && url.type().equals("uri") && Definitions.child(type, "status") != null;
            })
            .filter(type -> SearchParameter.of(type, "url") != null)
            .collect(Collectors.toUnmodifiableSet());

    private CanonicalUrls() {}

    /** What finds the definitions that bear the URL of this one; null where it has none. */
    static @Nullable Query same(String type, ObjectNode definition) {
        String url = definition.path("url").asString("");
        return url.isEmpty() || !TYPES.contains(type)
                ? null
                : Query.of(type).where(Query.criterion("url", List.of(url.replace("\\", "\\\\"))));
    }

    /**
     * Refuses what another institution, or the platform, defined before.
     *
     * @return a guard that holds until it is written
     */
    static Unit.Guard refuseForeign(Connection connection, Existing existing, Query same, Origin origin)
            throws SQLException {
        Set<ResourceKey> found = existing.search(connection, same, Scope.everything(), LOOKED_AT_MAX);
        for (ResourceKey key : found) {
            Existing.Current current = existing.current(connection, key);
            if (current != null && current.source() != null && !current.source().equals(origin.institution())) {
                throw new Problem(
                        Problem.Kind.FORBIDDEN,
                        "store.foreign-canonical-url",
                        "The canonical URL of the " + same.type() + " is another's.",
                        "Whoever files a definition first owns its URL; a second one would change what it means to all.",
                        "Give it a URL of your own, or use the definition that is there.",
                        List.of(same.type() + ".url"));
            }
        }
        return new Unit.Guard(new Unit.Sought(same, Scope.everything(), LOOKED_AT_MAX), found);
    }
}
