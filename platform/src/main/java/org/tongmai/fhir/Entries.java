package org.tongmai.fhir;

import java.util.HashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tongmai.store.Change;
import org.tongmai.store.Fact;
import org.tongmai.store.Query;
import org.tongmai.store.QueryText;
import org.tongmai.store.Slice;

/**
 * What the entries of a Bundle ask for.
 *
 * @see <a href="http://hl7.org/fhir/R4/bundle.html#bundle-unique">FHIR R4 Bundle: request</a>
 */
final class Entries {

    /** How an entry is carried out. */
    enum Kind {
        WRITE,
        READ,
        OPERATION
    }

    private Entries() {}

    static Kind kind(Bundle.Entry entry) {
        return switch (entry.method()) {
            case "GET", "HEAD" -> Kind.READ;
            case "POST" -> path(entry.url()).contains("$") ? Kind.OPERATION : Kind.WRITE;
            case "PUT", "PATCH", "DELETE" -> Kind.WRITE;
            default ->
                throw Bundle.bad(
                        "The method of an entry is not one of FHIR.",
                        "Use GET, HEAD, POST, PUT, PATCH or DELETE.",
                        List.of(where(entry) + ".method"));
        };
    }

    /** Entries that give the same name cannot be told apart by those that refer to them. */
    static void refuseSameFullUrl(Bundle bundle) {
        var seen = new HashSet<String>();
        for (Bundle.Entry entry : bundle.entries()) {
            if (entry.fullUrl() != null && kind(entry) == Kind.WRITE && !seen.add(entry.fullUrl())) {
                throw Bundle.bad(
                        "Two entries have the same fullUrl.",
                        "Give each entry a fullUrl of its own.",
                        List.of("Bundle.entry[" + entry.index() + "].fullUrl"));
            }
        }
    }

    private static String where(Bundle.Entry entry) {
        return "Bundle.entry[" + entry.index() + "].request";
    }

    private static String path(String url) {
        int mark = url.indexOf('?');
        return mark < 0 ? url : url.substring(0, mark);
    }

    /** The URL of an entry without the server's own base. */
    static String local(Bundle.Entry entry, String base) {
        String url = entry.url();
        if (!base.isEmpty() && url.startsWith(base)) {
            return url.substring(base.length());
        }
        if (path(url).contains("://")) {
            throw Bundle.bad(
                    "The request.url of an entry is not one of this server.",
                    "Write it relative to the server's base, such as Patient/1.",
                    List.of(where(entry) + ".url"));
        }
        return url.startsWith("/") ? url.substring(1) : url;
    }

    static Change change(Bundle.Entry entry, String base) {
        String where = where(entry);
        String url = local(entry, base);
        int mark = url.indexOf('?');
        String[] parts = path(url).split("/", -1);
        String type = Preconditions.type(parts[0]);
        if (type.equals("AuditEvent") || parts.length > 2) {
            throw Bundle.bad(
                    "An entry writes where nothing is written.",
                    "Write to Type, Type/id or Type?condition; AuditEvents are made by the platform.",
                    List.of(where + ".url"));
        }
        Query condition = mark < 0 ? null : Preconditions.condition(QueryText.read(url));
        String id = parts.length > 1 ? Preconditions.id(parts[1]) : null;
        boolean patch = entry.method().equals("PATCH");
        Slice resource = entry.resource();
        if (resource == null && !entry.method().equals("DELETE")) {
            throw Bundle.bad("An entry has no resource.", "Only DELETE goes without one.", List.of(where));
        }
        if (resource != null && !patch && !type.equals(entry.resourceType())) {
            throw Bundle.bad(
                    "The resource of an entry is not of the type in its request.url.",
                    "Make resourceType and url agree.",
                    List.of(where + ".url"));
        }
        if (id == null && condition == null && !entry.method().equals("POST")) {
            throw Bundle.bad(
                    "An entry names no id and no condition.",
                    "Write Type/id or Type?identifier=….",
                    List.of(where + ".url"));
        }
        Integer ifMatch = Preconditions.ifMatch(entry.ifMatch());
        return switch (entry.method()) {
            case "POST" ->
                change(Fact.Method.CREATE, type, null, entry)
                        .where(Preconditions.ifNoneExist(type, entry.ifNoneExist()));
            case "PUT" ->
                change(Fact.Method.UPDATE, type, condition == null ? id : entry.id(), entry)
                        .where(condition)
                        .ifMatch(ifMatch)
                        .onlyNew(Preconditions.onlyNew(entry.ifNoneMatch()));
            case "PATCH" -> {
                Slice sent = resource == null ? Slice.of(new byte[0]) : resource;
                yield Change.patch(type, id, Patches.of(sent), sent)
                        .where(condition)
                        .ifMatch(ifMatch)
                        .named(entry.fullUrl());
            }
            default -> new Change(Fact.Method.DELETE, type, id, condition, ifMatch, entry.fullUrl(), null, null);
        };
    }

    private static Change change(Fact.Method method, String type, @Nullable String id, Bundle.Entry entry) {
        return new Change(method, type, id, null, null, entry.fullUrl(), entry.patient(), entry.resource());
    }
}
