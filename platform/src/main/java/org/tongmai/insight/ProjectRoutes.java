package org.tongmai.insight;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import org.springframework.http.HttpHeaders;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.tongmai.access.Caller;
import org.tongmai.access.Callers;

/** {@code /api/insight/projects}: research projects. */
@RestController
@RequestMapping("/api/insight/projects")
final class ProjectRoutes {

    private final Projects projects;

    ProjectRoutes(Projects projects) {
        this.projects = projects;
    }

    record ProjectList(List<Project> projects) {}

    /** With what happened to it. */
    record ProjectView(Project project, List<String> columns, List<Project.Event> events) {}

    record Rows(List<List<String>> rows) {}

    /** @param yes whether it is approved, or released */
    record Decision(boolean yes, String reason) {}

    @GetMapping
    ProjectList list() {
        return new ProjectList(projects.list(Callers.current()));
    }

    @PostMapping
    ProjectView draft(@RequestBody Project.Asked asked) {
        return view(projects.draft(Callers.current(), asked));
    }

    @GetMapping("/{id}")
    ProjectView one(@PathVariable String id) {
        return view(projects.one(Callers.current(), id));
    }

    @PostMapping("/{id}")
    ProjectView change(@PathVariable String id, @RequestBody Project.Asked asked) {
        return view(projects.change(Callers.current(), id, asked));
    }

    @PostMapping("/{id}/submit")
    ProjectView submit(@PathVariable String id) {
        return view(projects.submit(Callers.current(), id));
    }

    @PostMapping("/{id}/decide")
    ProjectView decide(@PathVariable String id, @RequestBody Decision decision) {
        return view(projects.decide(Callers.current(), id, decision.yes(), decision.reason()));
    }

    @PostMapping("/{id}/stop")
    ProjectView stop(@PathVariable String id) {
        return view(projects.stop(Callers.current(), id, true));
    }

    @PostMapping("/{id}/resume")
    ProjectView resume(@PathVariable String id) {
        return view(projects.stop(Callers.current(), id, false));
    }

    @GetMapping("/{id}/sample")
    Rows sample(@PathVariable String id) {
        return new Rows(projects.sample(Callers.current(), id));
    }

    @PostMapping("/{id}/review")
    ProjectView review(@PathVariable String id, @RequestBody Decision decision) {
        return view(projects.review(Callers.current(), id, decision.yes(), decision.reason()));
    }

    @GetMapping("/{id}/data")
    void data(@PathVariable String id, HttpServletResponse response) throws IOException {
        Caller researcher = Callers.current();
        Project project = projects.downloadable(researcher, id);
        response.setContentType("application/zip");
        response.setHeader(
                HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"project-" + project.id() + ".zip\"");
        projects.download(researcher, project, response.getOutputStream());
    }

    @PostMapping("/{id}/close")
    ProjectView close(@PathVariable String id) {
        return view(projects.close(Callers.current(), id));
    }

    private ProjectView view(Project project) {
        return new ProjectView(project, Release.columns(project), projects.events(project));
    }
}
