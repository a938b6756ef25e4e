package org.tongmai.fhir.bulk;

import java.nio.file.Path;
import java.time.Clock;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.sql.init.dependency.DependsOnDatabaseInitialization;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import org.tongmai.access.Access;
import org.tongmai.access.Looks;
import org.tongmai.access.Standing;
import org.tongmai.fhir.Interactions;
import org.tongmai.fhir.Operation;
import org.tongmai.store.Store;

/** Puts bulk export and import together. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(BulkSettings.class)
class BulkConfiguration {

    @Bean
    @DependsOnDatabaseInitialization
    JobStore bulkJobStore(JdbcClient jdbc, PlatformTransactionManager transactions) {
        return new JobStore(jdbc, new TransactionTemplate(transactions));
    }

    @Bean
    Jobs bulkJobs(JobStore store, BulkSettings settings, Environment environment, Clock clock) {
        Path directory = settings.directory() == null
                ? Path.of(environment.getProperty("tongmai.data", ".tongmai")).resolve("bulk")
                : Path.of(settings.directory());
        return new Jobs(store, directory, settings, clock);
    }

    @Bean
    Exporters exporters(Access access, Standing standing, BulkSettings settings) {
        return new Exporters(access, standing, settings.operatorExports());
    }

    @Bean
    Exporting exporting(JobStore jobStore, Jobs jobs, Store store, Exporters exporters, Looks looks) {
        return new Exporting(jobStore, jobs, store, exporters, looks);
    }

    @Bean
    Imports imports(Store store, JobStore jobStore, Jobs jobs, BulkSettings settings) {
        return new Imports(store, jobStore, jobs, settings);
    }

    @Bean
    Importing importing(
            JobStore jobStore,
            Jobs jobs,
            Store store,
            Interactions interactions,
            Exporters exporters,
            Imports imports,
            BulkSettings settings,
            Clock clock) {
        var fetching = new Fetching(jobs, settings.uploadBytes(), settings.fetchTime(), clock);
        return new Importing(jobStore, jobs, store, interactions, exporters, imports, fetching);
    }

    @Bean
    Runner bulkRunner(
            JobStore store, Jobs jobs, Exporting exporting, Importing importing, BulkSettings settings, Clock clock) {
        return new Runner(store, jobs, exporting, importing, settings.running(), clock);
    }

    @Bean
    Operation systemExport(Store store, JobStore jobStore, Jobs jobs, Exporting exporting, Exporters exporters) {
        return new ExportOperation("system", store, jobStore, jobs, exporting, exporters);
    }

    @Bean
    Operation patientExport(Store store, JobStore jobStore, Jobs jobs, Exporting exporting, Exporters exporters) {
        return new ExportOperation("patient", store, jobStore, jobs, exporting, exporters);
    }

    @Bean
    Operation groupExport(Store store, JobStore jobStore, Jobs jobs, Exporting exporting, Exporters exporters) {
        return new ExportOperation("group", store, jobStore, jobs, exporting, exporters);
    }

    @Bean
    Operation bulkImport(Imports imports) {
        return new ImportOperation(imports);
    }

    /** Beside the FHIR servlet: the longer address wins. */
    @Bean
    ServletRegistrationBean<BulkServlet> bulk(Jobs jobs, Runner runner, Exporters exporters, Imports imports) {
        var servlet = new BulkServlet(jobs, runner, exporters, imports);
        var registration = new ServletRegistrationBean<>(servlet, "/fhir/bulk/*", "/fhir/$import");
        registration.setName("bulk");
        return registration;
    }
}
