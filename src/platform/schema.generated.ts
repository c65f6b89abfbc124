// biome-ignore lint/complexity/noBannedTypes: replaced by the generator once there are tables
export type DB = {}
