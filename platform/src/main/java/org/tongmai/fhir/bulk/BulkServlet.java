package org.tongmai.fhir.bulk;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import org.tongmai.access.Caller;
import org.tongmai.access.Callers;
import org.tongmai.fhir.Refusals;
import org.tongmai.fhir.Request;
import org.tongmai.kernel.Problem;

/**
 * What needs streams and so is beside the other operations: {@code /fhir/bulk/id} (status, removal, stop, resume, rerun),
 * {@code /fhir/bulk/id/file} (downloads), and NDJSON sent to {@code /fhir/$import}.
 *
 * @see <a href="https://hl7.org/fhir/uv/bulkdata/STU2/export.html#bulk-data-status-request">Bulk Data Access 2.0, status</a>
 */
final class BulkServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;
    private static final int RETRY_SECONDS = 2;

    private final transient Jobs jobs;
    private final transient Runner runner;
    private final transient Exporters exporters;
    private final transient Imports imports;

    BulkServlet(Jobs jobs, Runner runner, Exporters exporters, Imports imports) {
        this.jobs = jobs;
        this.runner = runner;
        this.exporters = exporters;
        this.imports = imports;
    }

    @Override
    protected void service(HttpServletRequest http, HttpServletResponse response) throws IOException, ServletException {
        try {
            Request request = Request.of(http);
            List<String> path = request.path();
            if (path.getFirst().equals("bulk")) {
                route(request, response, path.subList(1, path.size()));
            } else if (String.valueOf(http.getContentType())
                            .toLowerCase(Locale.ROOT)
                            .contains("ndjson")
                    && http.getMethod().equals("POST")) {
                begun(request, response, imports.upload(request, Callers.current()));
            } else {
                getServletContext().getNamedDispatcher("fhir").forward(http, response);
            }
        } catch (Problem problem) {
            Refusals.refuse(response, problem);
        } catch (RuntimeException e) {
            Refusals.failed(response, e);
        }
    }

    private void route(Request request, HttpServletResponse response, List<String> path) throws IOException {
        Caller caller = Callers.current();
        Job job = path.isEmpty() ? null : jobs.own(path.getFirst(), caller);
        if (job == null || path.size() > 2) {
            throw Jobs.notFound();
        }
        String last = path.size() == 2 ? path.getLast() : "";
        switch (request.method()) {
            case "GET", "HEAD" -> {
                if (last.isEmpty()) {
                    status(request, response, job);
                } else {
                    file(request, response, job, last);
                }
            }
            case "DELETE" -> {
                if (!last.isEmpty()) {
                    throw notSupported();
                }
                runner.lose(job.id());
                jobs.remove(job.id());
                response.setStatus(HttpServletResponse.SC_ACCEPTED);
            }
            case "POST" -> act(request, response, job, last);
            default -> throw notSupported();
        }
    }

    private void act(Request request, HttpServletResponse response, Job job, String action) throws IOException {
        switch (action) {
            case "$stop" -> {
                jobs.stop(job);
                runner.lose(job.id());
                response.setStatus(HttpServletResponse.SC_ACCEPTED);
            }
            case "$resume" -> {
                jobs.resume(job);
                begun(request, response, job.id());
            }
            case "$rerun" -> begun(request, response, imports.rerun(request, job));
            default -> throw notSupported();
        }
    }

    private static void begun(Request request, HttpServletResponse response, String job) {
        response.setStatus(HttpServletResponse.SC_ACCEPTED);
        response.setHeader("Content-Location", request.base() + "bulk/" + job);
    }

    private void status(Request request, HttpServletResponse response, Job job) throws IOException {
        switch (job.state()) {
            case WAITING, RUNNING, STOPPED -> {
                response.setStatus(HttpServletResponse.SC_ACCEPTED);
                response.setHeader(
                        "X-Progress", (job.state() == Job.State.STOPPED ? "stopped: " : "") + job.progress());
                response.setHeader("Retry-After", String.valueOf(RETRY_SECONDS));
            }
            case FAILED -> throw Runner.problem(String.valueOf(job.problem()));
            case DONE -> {
                permitted(job);
                response.setHeader("X-Progress", job.progress());
                response.setHeader(
                        "Expires",
                        DateTimeFormatter.RFC_1123_DATE_TIME.format(
                                job.expires().atOffset(ZoneOffset.UTC)));
                send(
                        response,
                        HttpServletResponse.SC_OK,
                        "application/json",
                        Manifest.of(job, jobs.filesOf(job), request.base()));
            }
        }
    }

    private void file(Request request, HttpServletResponse response, Job job, String name) throws IOException {
        permitted(job);
        JobFile file = jobs.filesOf(job).stream()
                .filter(each -> each.name().equals(name) && each.kind() != JobFile.Kind.WAITING)
                .findFirst()
                .orElseThrow(Jobs::notFound);
        boolean here = job.directory().equals(jobs.identity());
        if (job.state() != Job.State.DONE || !here) {
            throw here ? notDone() : Jobs.elsewhere();
        }
        String tag = job.id() + "-" + name + "-" + file.bytes();
        Download.send(request.http(), response, jobs.files(job.id()).resolve(name), file.bytes(), tag);
    }

    /** What was exported is given out as long as whoever asked may still see it. */
    private void permitted(Job job) {
        if (job.kind() == Job.Kind.EXPORT) {
            exporters.permit(job);
        }
    }

    // -- answers

    private static void send(HttpServletResponse response, int status, String type, byte[] body) throws IOException {
        response.setStatus(status);
        response.setContentType(type);
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }

    private static Problem notDone() {
        return new Problem(
                Problem.Kind.CONFLICT,
                "fhir.bulk-not-done",
                "The job is not done.",
                "Files are given out when all of them are complete.",
                "Ask the status address until it answers 200.");
    }

    private static Problem notSupported() {
        return new Problem(
                Problem.Kind.NOT_SUPPORTED,
                "fhir.interaction-unknown",
                "This interaction is not offered.",
                "A job's address takes GET and DELETE, and POST with /$stop, /$resume or /$rerun.",
                "See docs/bulk.md.");
    }
}
