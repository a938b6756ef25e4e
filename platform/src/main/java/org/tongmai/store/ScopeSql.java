package org.tongmai.store;

import java.util.ArrayList;

/** The scope as part of a statement: what it hides is not there, not for counts either. */
final class ScopeSql {

    private static final String SENT = "v.compartment in (select compartment from store.compartment where source = ?)";

    private ScopeSql() {}

    /** Conditions on rows of a type; none where all may be seen. */
    static Sql of(String type, Scope scope) {
        return switch (scope) {
            case Scope.Everything everything -> new Sql();
            case Scope.Sent sent -> sent(type, sent);
            case Scope.Granted granted -> granted(type, granted);
        };
    }

    private static Sql sent(String type, Scope.Sent sent) {
        String directory = ResourceTypes.isDirectory(type) ? "v.compartment = 0" : "false";
        return sent.types().isEmpty() || sent.types().contains(type)
                ? new Sql().and("(" + directory + " or " + SENT + ")", sent.institution())
                : new Sql().and(directory);
    }

    private static Sql granted(String type, Scope.Granted granted) {
        var any = new ArrayList<Sql>();
        if (ResourceTypes.isDirectory(type)) {
            any.add(new Sql().and("v.compartment = 0"));
        }
        for (Scope.Grant grant : granted.grants()) {
            boolean visible = (grant.types().isEmpty() || grant.types().contains(type))
                    && !grant.withheldTypes().contains(type)
                    && !grant.compartments().isEmpty();
            if (visible) {
                any.add(grant(type, grant));
            }
        }
        return any.isEmpty() ? new Sql().and("false") : Sql.or(any);
    }

    private static Sql grant(String type, Scope.Grant grant) {
        var sql = new Sql().and("v.compartment = any(?::bigint[])", grant.compartments());
        if (!grant.withheldLabels().isEmpty()) {
            sql.and("not v.keys && ?::bigint[]", Labels.keys(type, grant.withheldLabels()));
        }
        if (!grant.categories().isEmpty()) {
            sql.and("v.keys && ?::bigint[]", Labels.keys(type, "category", grant.categories()));
        }
        if (!grant.withheldCategories().isEmpty()) {
            sql.and("not v.keys && ?::bigint[]", Labels.keys(type, "category", grant.withheldCategories()));
        }
        return sql;
    }
}
