package org.tongmai.store;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The index keys of security labels and categories, by which a scope tells resources apart. */
final class Labels {

    /** The parameter of {@code meta.security}. */
    static final String SECURITY = "_security";

    /** The parameter of the element {@code category}, which not every type has. */
    static final String CATEGORY = "category";

    private Labels() {}

    /** The elements under a token parameter; none where the type has no such parameter. */
    static List<SearchPath> paths(String type, String parameter) {
        SearchParameter token = SearchParameter.of(type, parameter);
        return token == null ? List.of() : token.paths();
    }

    /** The keys of codes under a token parameter, {@code code} or {@code system|code}; none where the type has no such parameter. */
    static Set<Long> keys(String type, String parameter, Set<String> codes) {
        var out = new HashSet<Long>();
        for (SearchPath path : paths(type, parameter)) {
            long seed = IndexKeys.seed(path, SearchParameter.Kind.TOKEN);
            codes.forEach(code -> out.add(IndexKeys.hash(seed, (code.contains("|") ? "s|" : "c|") + code)));
        }
        return out;
    }
}
