using Microsoft.EntityFrameworkCore;
using StageSurveys.Engine.Accounts;
using StageSurveys.Engine.Customers;
using StageSurveys.Engine.Imports;
using StageSurveys.Engine.Invitations;
using StageSurveys.Engine.Invitations.Bounces;
using StageSurveys.Engine.Invitations.Policy;
using StageSurveys.Engine.Invitations.Sending;
using StageSurveys.Engine.Journeys;
using StageSurveys.Engine.Mail;
using StageSurveys.Engine.Maps;
using StageSurveys.Engine.Maps.Versions;
using StageSurveys.Engine.Messaging;
using StageSurveys.Engine.Personas;
using StageSurveys.Engine.Portfolio;
using StageSurveys.Engine.Profiles;
using StageSurveys.Engine.Programmes;
using StageSurveys.Engine.Responses;
using StageSurveys.Engine.Scores;
using StageSurveys.Engine.Surveys;
using StageSurveys.Engine.Touchpoints;

namespace StageSurveys.Engine.Data;

/// <summary>The product's one database context (PostgreSQL). Each entity brings its mapping in its own file.</summary>
public sealed class StageSurveysDb(DbContextOptions<StageSurveysDb> options) : DbContext(options)
{
    public DbSet<Journey> Journeys => Set<Journey>();
    public DbSet<Stage> Stages => Set<Stage>();
    public DbSet<Touchpoint> Touchpoints => Set<Touchpoint>();
    public DbSet<Customer> Customers => Set<Customer>();
    public DbSet<Account> Accounts => Set<Account>();
    public DbSet<AccountContact> AccountContacts => Set<AccountContact>();
    public DbSet<AccountManager> AccountManagers => Set<AccountManager>();
    public DbSet<AccountToScore> AccountsToScore => Set<AccountToScore>();
    public DbSet<AccountScore> AccountScores => Set<AccountScore>();
    public DbSet<AttributeDefinition> AttributeDefinitions => Set<AttributeDefinition>();
    public DbSet<Persona> Personas => Set<Persona>();
    public DbSet<PersonaRuleSet> PersonaRuleSets => Set<PersonaRuleSet>();
    public DbSet<Brand> Brands => Set<Brand>();
    public DbSet<Survey> Surveys => Set<Survey>();
    public DbSet<SurveyVersion> SurveyVersions => Set<SurveyVersion>();
    public DbSet<TouchpointEvent> TouchpointEvents => Set<TouchpointEvent>();
    public DbSet<Trigger> Triggers => Set<Trigger>();
    public DbSet<Invitation> Invitations => Set<Invitation>();
    public DbSet<ContactRule> ContactRules => Set<ContactRule>();
    public DbSet<ContactRuleChange> ContactRuleChanges => Set<ContactRuleChange>();
    public DbSet<SuppressedAddress> SuppressedAddresses => Set<SuppressedAddress>();
    public DbSet<SurveyOptOut> SurveyOptOuts => Set<SurveyOptOut>();
    public DbSet<DryRun> DryRuns => Set<DryRun>();
    public DbSet<DryRunLine> DryRunLines => Set<DryRunLine>();
    public DbSet<KnownZone> KnownZones => Set<KnownZone>();
    public DbSet<InvitationChange> InvitationChanges => Set<InvitationChange>();
    public DbSet<EarlierLink> EarlierLinks => Set<EarlierLink>();
    public DbSet<MailReturn> MailReturns => Set<MailReturn>();
    public DbSet<SendingStop> SendingStops => Set<SendingStop>();
    public DbSet<SendingDomain> SendingDomains => Set<SendingDomain>();
    public DbSet<SendingDay> SendingDays => Set<SendingDay>();
    public DbSet<SendingSettings> SendingSettings => Set<SendingSettings>();
    public DbSet<AnswerDraft> AnswerDrafts => Set<AnswerDraft>();
    public DbSet<Response> Responses => Set<Response>();
    public DbSet<ScoringProfileVersion> ScoringProfiles => Set<ScoringProfileVersion>();
    public DbSet<Measurement> Measurements => Set<Measurement>();
    public DbSet<ResponseScore> ResponseScores => Set<ResponseScore>();
    public DbSet<ReportedProblem> ReportedProblems => Set<ReportedProblem>();
    public DbSet<Verbatim> Verbatims => Set<Verbatim>();
    public DbSet<CellDay> CellDays => Set<CellDay>();
    public DbSet<CellSpan> CellSpans => Set<CellSpan>();
    public DbSet<AnswerCount> AnswerCounts => Set<AnswerCount>();
    public DbSet<SpanMark> SpanMarks => Set<SpanMark>();
    public DbSet<InvitationMark> InvitationMarks => Set<InvitationMark>();
    public DbSet<QuestionCount> QuestionCounts => Set<QuestionCount>();
    public DbSet<MapNote> MapNotes => Set<MapNote>();
    public DbSet<Hypothesis> Hypotheses => Set<Hypothesis>();
    public DbSet<MapView> MapViews => Set<MapView>();
    public DbSet<HypothesisLine> HypothesisLines => Set<HypothesisLine>();
    public DbSet<InvitationCount> InvitationCounts => Set<InvitationCount>();
    public DbSet<VisitorMonth> VisitorMonths => Set<VisitorMonth>();
    public DbSet<Recomputation> Recomputations => Set<Recomputation>();
    public DbSet<RecomputationChange> RecomputationChanges => Set<RecomputationChange>();
    public DbSet<ScoreProposal> ScoreProposals => Set<ScoreProposal>();
    public DbSet<ErasedResponse> ErasedResponses => Set<ErasedResponse>();
    public DbSet<MapVersion> MapVersions => Set<MapVersion>();
    public DbSet<MapSchedule> MapSchedules => Set<MapSchedule>();
    public DbSet<Programme> Programmes => Set<Programme>();
    public DbSet<ProgrammeAccount> ProgrammeAccounts => Set<ProgrammeAccount>();
    public DbSet<Wave> Waves => Set<Wave>();
    public DbSet<WaveContact> WaveContacts => Set<WaveContact>();
    public DbSet<ImportMapping> ImportMappings => Set<ImportMapping>();
    public DbSet<ImportRun> ImportRuns => Set<ImportRun>();
    public DbSet<ImportFault> ImportFaults => Set<ImportFault>();
    public DbSet<MailboxMessage> MailboxMessages => Set<MailboxMessage>();
    public DbSet<OutboxMessage> OutboxMessages => Set<OutboxMessage>();

    protected override void ConfigureConventions(ModelConfigurationBuilder conventions)
    {
        conventions.Properties<Enum>().HaveConversion<string>();
        conventions.ComplexProperties<LocalText>();
    }

    protected override void OnModelCreating(ModelBuilder model)
    {
        model.ApplyConfigurationsFromAssembly(typeof(StageSurveysDb).Assembly);
        SnakeCase.Apply(model);
    }
}
