package org.tongmai.store;

import java.util.HashSet;
import java.util.Set;

/** The index keys of security labels and categories, by which a scope withholds. */
final class Labels {

    private Labels() {}

    static Set<Long> keys(String type, Set<String> codes) {
        return keys(type, "_security", codes);
    }

    /** The keys of codes under a token parameter; none where the type has no such parameter. */
    static Set<Long> keys(String type, String parameter, Set<String> codes) {
        SearchParameter token = SearchParameter.of(type, parameter);
        var out = new HashSet<Long>();
        if (token != null) {
            for (SearchPath path : token.paths()) {
                long seed = IndexKeys.seed(path, token.kind());
                codes.forEach(code -> out.add(IndexKeys.hash(seed, "c|" + code)));
            }
        }
        return out;
    }
}
