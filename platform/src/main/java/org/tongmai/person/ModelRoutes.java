package org.tongmai.person;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.Authentication;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** {@code /api/person/models}: the versions of the model, for stewards. They hold chances, nobody's data. */
@RestController
@RequestMapping("/api/person/models")
class ModelRoutes {

    private final Models models;

    ModelRoutes(Models models) {
        this.models = models;
    }

    @GetMapping
    ModelsBody all(@Nullable Authentication caller) {
        PersonRoutes.steward(caller);
        return new ModelsBody(models.state(), models.all(), models.uses());
    }

    /** Estimates a version from the registrations at hand and says what it would change. */
    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    Models.Proposal estimate(@Nullable Authentication caller) {
        return models.estimate(PersonRoutes.steward(caller));
    }

    /** Brings a version into force. */
    @PutMapping("/in-force")
    Models.State use(@RequestBody InForceBody body, @Nullable Authentication caller) {
        models.use(body.version(), PersonRoutes.steward(caller));
        return models.state();
    }

    record ModelsBody(Models.State inForce, List<Models.Version> versions, List<ModelStore.Use> uses) {}

    record InForceBody(int version) {}
}
