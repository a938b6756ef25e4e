package org.tongmai.fhir.bulk;

import java.util.List;
import org.tongmai.store.Json;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a finished job answers with.
 *
 * @see <a href="https://hl7.org/fhir/uv/bulkdata/STU2/export.html#response---output-manifest">Bulk Data Access 2.0, manifest</a>
 */
final class Manifest {

    private static final String IMPORT = "https://tongmai.org/fhir/bulk-import";

    private Manifest() {}

    /** @param base of the server, with a final slash */
    static byte[] of(Job job, List<JobFile> files, String base) {
        ObjectNode manifest = Json.object()
                .put("transactionTime", job.moment().toString())
                .put("request", job.request())
                .put("requiresAccessToken", !job.caller().unrestricted());
        list(manifest.putArray("output"), files, JobFile.Kind.OUTPUT, job, base);
        list(manifest.putArray("deleted"), files, JobFile.Kind.DELETED, job, base);
        list(manifest.putArray("error"), files, JobFile.Kind.ERROR, job, base);
        if (job.kind() == Job.Kind.IMPORT) {
            ObjectNode told = manifest.putObject("extension").putObject(IMPORT);
            told.put("lines", job.planned())
                    .put("created", job.counts().created())
                    .put("updated", job.counts().updated())
                    .put("unchanged", job.counts().unchanged())
                    .put("refused", job.counts().refused());
            list(told.putArray("refusedLines"), files, JobFile.Kind.REFUSED, job, base);
        }
        return Json.bytes(manifest);
    }

    private static void list(ArrayNode array, List<JobFile> files, JobFile.Kind kind, Job job, String base) {
        files.stream()
                .filter(file -> file.kind() == kind && file.count() > 0)
                .forEach(file -> array.addObject()
                        .put("type", file.type())
                        .put("url", base + "bulk/" + job.id() + "/" + file.name())
                        .put("count", file.count()));
    }
}
