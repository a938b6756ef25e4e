package org.tongmai.store;

import java.util.HashSet;
import java.util.Set;

/** The index keys of security labels, by which a scope withholds. */
final class Labels {

    private Labels() {}

    static Set<Long> keys(String type, Set<String> codes) {
        SearchParameter security = SearchParameter.of(type, "_security");
        var out = new HashSet<Long>();
        if (security != null) {
            for (SearchPath path : security.paths()) {
                long seed = IndexKeys.seed(type, path, security.kind());
                codes.forEach(code -> out.add(IndexKeys.hash(seed, "c|" + code)));
            }
        }
        return out;
    }
}
