import java.util.ArrayList;
import java.util.List;

/**
 * What a benchmark needs to know of a Bundle that a server answered.
 *
 * @param total -1 where it is not told
 * @param matches entries that are not marked as included
 * @param next link to the following page, or null
 * @param ids {@code Type/id} of each entry's resource, or of its location in a transaction-response
 * @param failed entries whose response has a status other than 200 and 201
 */
record Answer(long total, int entries, int matches, String next, List<String> ids, int failed) {

    /** @param ids whether to collect them */
    static Answer of(Http http, boolean ids) {
        Scan scan = Scan.of(http.body, http.length);
        long total = -1;
        int entries = 0;
        int included = 0;
        int failed = 0;
        String next = null;
        String url = null;
        boolean relationNext = false;
        String type = null;
        var found = new ArrayList<String>();
        while (scan.next()) {
            if (scan.depth() > 4) {
                continue;
            }
            String outer = scan.key(1);
            if (scan.depth() == 1) {
                if (scan.token == 0 && "total".equals(outer)) {
                    total = Long.parseLong(scan.string());
                }
            } else if ("link".equals(outer) && scan.depth() == 3) {
                if (scan.token == '{') {
                    url = null;
                    relationNext = false;
                } else if ("relation".equals(scan.key(3))) {
                    relationNext = scan.string().equals("next");
                } else if ("url".equals(scan.key(3))) {
                    url = scan.string();
                }
                next = relationNext && url != null ? url : next;
            } else if ("entry".equals(outer)) {
                if (scan.depth() == 3 && scan.token == '{') {
                    entries++;
                } else if (scan.depth() == 4 && scan.token == '"') {
                    switch (scan.key(3) + "." + scan.key(4)) {
                        case "search.mode" -> included += scan.string().equals("match") ? 0 : 1;
                        case "response.status" -> failed += scan.string().matches("20[01].*") ? 0 : 1;
                        case "response.location" -> {
                            if (ids) {
                                found.add(relative(scan.string()));
                            }
                        }
                        case "resource.resourceType" -> type = scan.string();
                        case "resource.id" -> {
                            if (ids) {
                                found.add(type + "/" + scan.string());
                            }
                        }
                        default -> {}
                    }
                }
            }
        }
        return new Answer(total, entries, entries - included, next, found, failed);
    }

    /** {@code Type/id} of a location: {@code [base/]Type/id[/_history/version]}. */
    static String relative(String location) {
        String[] parts = location.replaceFirst("/_history/.*", "").split("/", -1);
        return parts[parts.length - 2] + "/" + parts[parts.length - 1];
    }
}
